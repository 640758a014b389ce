/** Runs frames against a connection of the edge and says in a few words what came of them. */
import type { Guard } from "../../../src/kernel/guard.ts";
import { PASS } from "../../../src/kernel/verdict.ts";
import { serveHttp2, startTestEdge, type TestEdge } from "../../support/edge.ts";
import { ping } from "../../support/http2_frames.ts";
import { RawHttp2Client } from "../../support/raw_http2_client.ts";
import type { RawUpstream } from "../../support/raw_upstream.ts";
import { get, OPENING } from "./http2_case.ts";

export interface Attempt {
  readonly upstream: RawUpstream;
  readonly opening?: Uint8Array;
  readonly frames: readonly Uint8Array[];
  /** The stream whose outcome is asked for; 1 where it is not given. */
  readonly on?: number;
  /** None is expected. */
  readonly silent?: boolean;
  /** Every byte is a write of its own. */
  readonly bytewise?: boolean;
  /** A plain request on a connection of its own goes to the same upstream afterwards, and must be answered. */
  readonly followed?: boolean;
}

/** The judging of this path never comes to an end, so that nothing of its content is read. */
export const UNJUDGED = "/unjudged";

const neverThere: Guard<"route"> = {
  name: "test",
  phase: "route",
  mode: "enforce",
  onError: "deny",
  check: ({ path }) => (path.raw === UNJUDGED ? Promise.withResolvers<never>().promise : PASS),
};

/** The outcome in the words of `Http2Case.expect`. */
export async function observe(attempt: Attempt): Promise<string> {
  const { upstream, opening = OPENING, frames, on = 1, silent = false, bytewise = false, followed = false } = attempt;
  await using stack = new AsyncDisposableStack();
  const guards = { head: [], route: [neverThere], identity: [], body: [], response: [] };
  const world = startTestEdge(stack, { target: { port: upstream.port }, plan: { guards } });
  const client = new RawHttp2Client((await serveHttp2(stack, world)).far);
  if (bytewise) await sendBytewise(client, Buffer.concat([opening, ...frames]));
  else client.send(opening, ...frames);
  // Where nothing is to come, the answer to the PING is what is waited for.
  if (!silent) await client.outcome(on);
  // What was sent behind it is judged before this is answered.
  const pongs = client.pongs + 1;
  client.send(ping());
  await client.until(() => client.pongs >= pongs || client.ended, "the answer to a PING");
  const outcome = outcomeOf(client, world, on);
  if (followed) {
    const next = new RawHttp2Client((await serveHttp2(stack, world)).far).open();
    await next.send(get(1)).outcome(1);
    if (next.status(1) !== 200) throw new Error(`the request behind it is answered ${next.status(1)}`);
  }
  return outcome;
}

function outcomeOf(client: RawHttp2Client, world: TestEdge, on: number): string {
  const { reset } = client.stream(on);
  const status = client.status(on);
  const error = client.goaways.at(-1)?.error ?? "closed";
  // NO_ERROR is how a connection that has served ends.
  if (client.ended && !(error === "NO_ERROR" && status !== 0)) return `connection ${error}`;
  if (reset !== null && status === 0) return `stream ${reset}`;
  if (status === 0) return "silence";
  const record = world.records.find((each) => each.outcome === "denied" && each.status === status);
  return record === undefined ? `answered ${status}` : `refused ${status} ${record.findings[0]?.code}`;
}

async function sendBytewise(client: RawHttp2Client, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length && !client.ended; at++) {
    client.send(bytes.subarray(at, at + 1));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
