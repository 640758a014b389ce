/** Runs frames against a connection of the edge and says in a few words what came of them. */
import type { Guard } from "../../../src/kernel/guard.ts";
import { PASS } from "../../../src/kernel/verdict.ts";
import { serveHttp2, startTestEdge } from "../../support/edge.ts";
import { RawHttp2Client } from "../../support/raw_http2_client.ts";
import { ping } from "../../support/http2_frames.ts";
import type { RawUpstream } from "../../support/raw_upstream.ts";

export interface Observed {
  /** In the words of `Http2Case.expect`. */
  readonly outcome: string;
  readonly client: RawHttp2Client;
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

/** `on`: the stream whose outcome is asked for. `silent`: none is expected. */
export async function observe(
  upstream: RawUpstream,
  opening: Uint8Array,
  frames: readonly Uint8Array[],
  on: number,
  silent: boolean = false,
): Promise<Observed> {
  await using stack = new AsyncDisposableStack();
  const guards = { head: [], route: [neverThere], identity: [], body: [], response: [] };
  const world = startTestEdge(stack, { target: { port: upstream.port }, plan: { guards } });
  const client = new RawHttp2Client((await serveHttp2(stack, world)).far);
  client.send(opening, ...frames);
  // Where nothing is to come, the answer to the PING is what is waited for.
  if (!silent) await client.outcome(on);
  // What was sent behind it is judged before this is answered.
  const pongs = client.pongs + 1;
  client.send(ping());
  await client.until(() => client.pongs >= pongs || client.ended, "the answer to a PING");
  const { reset } = client.stream(on);
  const status = client.status(on);
  const error = client.goaways.at(-1)?.error ?? "closed";
  // NO_ERROR is how a connection that has served ends.
  if (client.ended && !(error === "NO_ERROR" && status !== 0)) return { outcome: `connection ${error}`, client };
  if (reset !== null && status === 0) return { outcome: `stream ${reset}`, client };
  if (status === 0) return { outcome: "silence", client };
  const record = world.records.find((each) => each.outcome === "denied" && each.status === status);
  return { outcome: record === undefined ? `answered ${status}` : `refused ${status} ${record.findings[0]?.code}`, client };
}
