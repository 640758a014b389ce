/** A steady load of small requests over kept connections, and what came of each. */
import { RawClient } from "./raw_client.ts";

export interface Outcome {
  readonly method: string;
  /** 0 where the connection ended instead. */
  readonly status: number;
  /** The answer's content. */
  readonly body: string;
  /** Milliseconds since the load began. */
  readonly atMs: number;
  readonly retryAfter: string | undefined;
}

export interface LoadOptions {
  readonly port: number;
  /** Clients that send one request after another. */
  readonly clients?: number;
  /** Whether the load goes on, given what came so far. */
  readonly goesOn: (outcomes: readonly Outcome[]) => boolean;
  /** Every so many requests one is a POST; 0 for none. */
  readonly postEvery?: number;
  /** Further header lines, by the number of the request. */
  readonly lines?: (count: number) => string;
}

/** Resolves when the load has ended, with every outcome in order. */
export async function steadyLoad({ port, clients = 8, goesOn, postEvery = 0, lines = () => "" }: LoadOptions): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const beganMs = performance.now();
  let sent = 0;
  const run = async (): Promise<void> => {
    let client: RawClient | null = null;
    while (goesOn(outcomes)) {
      client ??= await RawClient.connect(port);
      sent++;
      const method = postEvery > 0 && sent % postEvery === 0 ? "POST" : "GET";
      const length = method === "POST" ? "Content-Length: 0\r\n" : "";
      client.send(`${method} /a HTTP/1.1\r\nHost: api.test\r\n${length}${lines(sent)}\r\n`);
      const answer = await client.answer().catch(() => null);
      const outcome = {
        method,
        status: answer?.status ?? 0,
        body: answer?.body ?? "",
        retryAfter: answer?.headers.get("retry-after")?.[0],
      };
      outcomes.push({ ...outcome, atMs: performance.now() - beganMs });
      if (answer !== null) continue;
      client.socket.destroy();
      client = null;
    }
    client?.socket.destroy();
  };
  await Promise.all(Array.from({ length: clients }, run));
  return outcomes;
}

/** Those that failed: no answer, or one of the gateway's or the upstream's 5xx. */
export const failed = (outcomes: readonly Outcome[]): readonly Outcome[] => outcomes.filter(({ status }) => status === 0 || status >= 500);

/** How many answers came from each target. */
export function byTarget(outcomes: readonly Outcome[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status, body } of outcomes) if (status === 200) counts[body] = (counts[body] ?? 0) + 1;
  return counts;
}
