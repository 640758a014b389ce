/** One export to the collector: OTLP over HTTP (opentelemetry-proto, "OTLP/HTTP"), bounded in time and in what is read, over connections of its own. */
import { Agent, request } from "undici";
import { errorCode } from "../../codec/thrown.ts";
import type { HeaderLine } from "./header_lines.ts";

/** What became of an export. `again`: it may be sent once more, after `afterMs` where the collector said so. `reason`: for the log, without anything of a secret. */
export type Sent =
  | { readonly kind: "sent"; readonly answer: Uint8Array }
  | { readonly kind: "again"; readonly afterMs: number | null; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

export interface SenderOptions {
  /** Without `/v1/traces`. */
  readonly endpoint: URL;
  readonly headers: readonly HeaderLine[];
  /** PEM of the authorities to trust, null for the runtime's own. */
  readonly ca: string | null;
  readonly timeoutMs: number;
}

/** Statuses after which the same may be sent once more (OTLP/HTTP, "Failures"). */
const AGAIN: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const MAX_ANSWER_BYTES = 65_536;
const MAX_AFTER_S = 300;
const CONNECTIONS = 2;

export class OtlpSender {
  private readonly options: SenderOptions;
  private readonly agent: Agent;
  private readonly fields: readonly string[];

  constructor(options: SenderOptions) {
    this.options = options;
    this.agent = new Agent({ connections: CONNECTIONS, connect: options.ca === null ? {} : { ca: options.ca } });
    this.fields = [...options.headers.flat(), "content-type", "application/x-protobuf"];
  }

  /** `path`: `v1/traces`. Never rejects. A redirect is not followed: the fields are for this collector. */
  async send(path: string, body: Uint8Array, signal: AbortSignal): Promise<Sent> {
    const { endpoint, timeoutMs } = this.options;
    const url = `${endpoint.href.replace(/\/$/u, "")}/${path}`;
    try {
      const answer = await request(url, {
        method: "POST",
        dispatcher: this.agent,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        headers: [...this.fields],
        body,
      });
      const { statusCode } = answer;
      if (statusCode === 200) {
        const bytes = await readBounded(answer.body);
        return bytes === null ? { kind: "refused", reason: "the collector's answer is too long" } : { kind: "sent", answer: bytes };
      }
      await answer.body.dump({ limit: MAX_ANSWER_BYTES });
      const reason = `the collector answered ${statusCode}`;
      return AGAIN.has(statusCode)
        ? { kind: "again", afterMs: afterOf(answer.headers["retry-after"]), reason }
        : { kind: "refused", reason };
    } catch (error) {
      if (signal.aborted) return { kind: "again", afterMs: null, reason: "the gateway ended before the collector answered" };
      const timedOut = error instanceof Error && error.name === "TimeoutError";
      return {
        kind: "again",
        afterMs: null,
        reason: timedOut ? "the collector took too long" : `the collector can't be reached (${nameOf(error)})`,
      };
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

/** A code such as `ECONNREFUSED`, or the error's name. Why not its message: a parser quotes what it could not read. */
function nameOf(error: unknown): string {
  const code = errorCode(error);
  return code !== "" ? code : error instanceof Error ? error.name : "unknown";
}

/** Milliseconds of a `Retry-After` in seconds, at most five minutes; null for a date or anything else. */
function afterOf(field: string | string[] | undefined): number | null {
  if (typeof field !== "string" || field.length > 10 || !/^[0-9]+$/u.test(field)) return null;
  return Math.min(Number(field), MAX_AFTER_S) * 1_000;
}

async function readBounded(body: AsyncIterable<Uint8Array>): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
