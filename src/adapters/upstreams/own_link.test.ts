import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../../../test/support/edge.ts";
import { TARGET } from "../../../test/support/plans.ts";
import { answering, startRawUpstream } from "../../../test/support/raw_upstream.ts";
import { DEFAULT_RESPONSE_LIMITS } from "../../message/http1/http1_limits.ts";
import { Sweeper } from "../sweeper.ts";
import { openOwnLink } from "./own_link.ts";

test("a link of one's own speaks the target's protocol over a connection that ends with it", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering("")), (server) => server.close());
  const sweeper = stack.adopt(new Sweeper(() => performance.now(), assert.ifError), (each) => each.close());
  const environment = { sweeper, limits: DEFAULT_RESPONSE_LIMITS, lookup: null };
  for (const protocol of ["http/1.1", "h2"] as const) {
    const before = upstream.sockets.length;
    const link = openOwnLink({ ...TARGET, protocol, port: upstream.port }, environment);
    await eventually(() => upstream.sockets.length === before + 1, "the connection");
    link.abandon();
    await eventually(() => upstream.sockets[before]?.destroyed === true, `the end of the connection (${protocol})`);
  }
});
