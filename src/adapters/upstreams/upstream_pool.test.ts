import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, startTestEdge } from "../../../test/support/edge.ts";
import { startEcho } from "../../../test/support/echo.ts";
import { TARGET } from "../../../test/support/plans.ts";
import { GET_HEAD } from "../../../test/support/upstream_head.ts";
import type { AnswerHandler } from "./answer_handler.ts";
import type { UpstreamLink } from "./upstream_link.ts";
import type { UpstreamPools } from "./upstream_pool.ts";

/** Sends a GET and resolves with the status when the answer is whole, or with the failure. */
function get(connection: UpstreamLink): Promise<number | string> {
  return new Promise((resolve) => {
    let status = 0;
    const handler: AnswerHandler = {
      onInformational: () => {},
      onHead: (head) => {
        status = head.status;
      },
      onData: () => {},
      onTrailers: () => {},
      onEnd: () => setImmediate(() => resolve(status)),
      onUpgrade: () => resolve("upgrade"),
      onFlush: () => {},
      onDrain: () => {},
      onFailure: (failure) => resolve(failure),
      onBroken: () => resolve("broken"),
    };
    connection.begin({ method: "GET", upgrade: null }, GET_HEAD, null, true, handler);
  });
}

function acquire(pools: UpstreamPools, port: number, maxConnections: number, client = "a", fresh = false): Promise<UpstreamLink | null> {
  const timeouts = { ...TARGET.timeouts, connectMs: 300 };
  return new Promise(
    (resolve) => void pools.acquire({ ...TARGET, id: `t${port}`, port, maxConnections, timeouts }, client, fresh, resolve),
  );
}

test("a connection that is free is used again, a busy one is not, and a bound on their number makes others wait", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (server) => server.close());
  const { pools } = startTestEdge(stack).edge;
  const first = await acquire(pools, echo.port, 2);
  assert.ok(first !== null);
  assert.equal(await get(first), 200);
  const again = await acquire(pools, echo.port, 2);
  assert.equal(again, first);
  assert.equal(first.reused, true);
  const second = await acquire(pools, echo.port, 2);
  assert.notEqual(second, first);
  assert.equal(pools.openConnections, 2);
  const waiting = acquire(pools, echo.port, 2);
  assert.ok(again !== null);
  assert.equal(await get(again), 200);
  assert.equal(await waiting, first);
});

test("who waits longer than a connection may take gets none", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (server) => server.close());
  const { pools } = startTestEdge(stack).edge;
  assert.ok((await acquire(pools, echo.port, 1)) !== null);
  assert.equal(await acquire(pools, echo.port, 1), null);
});

test("a client that waits for more than may wait keeps nobody else from waiting", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (server) => server.close());
  const { pools } = startTestEdge(stack).edge;
  assert.ok((await acquire(pools, echo.port, 1, "other")) !== null);
  let refused = 0;
  const target = { ...TARGET, id: `t${echo.port}`, port: echo.port, maxConnections: 1 };
  for (let each = 0; each < 2_000; each++) pools.acquire(target, "greedy", false, () => void refused++);
  assert.equal(refused, 2_000 - 1_024);
  let patientRefused = false;
  pools.acquire(target, "patient", false, () => (patientRefused = true));
  assert.deepEqual([patientRefused, refused], [false, 2_000 - 1_023], "the greedy one gave up a place");
});

test("what lasts holds three quarters of the connections at most, and gives its place back with its connection", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (server) => server.close());
  const { pools } = startTestEdge(stack).edge;
  const target = { ...TARGET, id: `t${echo.port}`, port: echo.port, maxConnections: 4 };
  const links = await Promise.all(["a", "b", "c", "d"].map((client) => acquire(pools, echo.port, 4, client)));
  const lasts = (link: UpstreamLink | null | undefined): boolean => link !== null && link !== undefined && pools.lasts(target, link);
  assert.deepEqual(links.map(lasts), [true, true, true, false]);
  assert.equal(lasts(links[0]), true, "it does already");
  links[1]?.destroy();
  assert.equal(lasts(links[3]), true);
});

test("who gives up waiting is given no connection, and takes none from those behind", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (server) => server.close());
  const { pools } = startTestEdge(stack).edge;
  const target = { ...TARGET, id: `t${echo.port}`, port: echo.port, maxConnections: 1 };
  const only = await acquire(pools, echo.port, 1);
  assert.ok(only !== null);
  for (let gone = 0; gone < 2_000; gone++) {
    const leave = pools.acquire(target, "a", false, () => assert.fail("nobody waits here any more"));
    assert.ok(leave !== null);
    leave();
  }
  const behind = acquire(pools, echo.port, 1);
  assert.equal(await get(only), 200);
  assert.equal(await behind, only);
});

test("an upstream that does not listen is a failure to connect", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = await startEcho();
  await echo.close();
  const { pools } = startTestEdge(stack).edge;
  const connection = await acquire(pools, echo.port, 1);
  assert.ok(connection !== null);
  assert.equal(await get(connection), "connect");
  assert.equal(pools.openConnections, 0);
});

test("one client never uses the last quarter of a pool, so that others still get through", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (server) => server.close());
  const { pools } = startTestEdge(stack).edge;
  const held = await Promise.all([1, 2, 3].map(() => acquire(pools, echo.port, 4, "greedy")));
  assert.ok(held.every((connection) => connection !== null));
  const more = acquire(pools, echo.port, 4, "greedy");
  const other = await acquire(pools, echo.port, 4, "other");
  assert.ok(other !== null);
  assert.equal(pools.openConnections, 4);
  const [first] = held;
  assert.ok(first !== null && first !== undefined);
  assert.equal(await get(first), 200);
  assert.equal(await more, first, "what it gives back it may use again");
});

test("the last eighth of a pool is for clients that use hardly any of it; those who wait get theirs when it is free again", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (server) => server.close());
  const { pools } = startTestEdge(stack).edge;
  const taken = await Promise.all(
    Array.from({ length: 14 }, (_each, index) => acquire(pools, echo.port, 16, index % 2 === 0 ? "one" : "other")),
  );
  const got: string[] = [];
  const waits = acquire(pools, echo.port, 16, "one").then((connection) => got.push(connection === null ? "none" : "heavy"));
  assert.ok((await acquire(pools, echo.port, 16, "light")) !== null);
  assert.equal(pools.openConnections, 15);
  assert.deepEqual(got, []);
  // The fifteenth is in use still: the first that comes back makes up for it, the second is for who waits.
  assert.equal(await get(taken[0] ?? assert.fail()), 200);
  assert.deepEqual(got, []);
  assert.equal(await get(taken[1] ?? assert.fail()), 200);
  await waits;
  assert.deepEqual(got, ["heavy"]);
});

test("connections to an address that the name no longer has are let go of, busy ones after their request", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (server) => server.close());
  const { pools } = startTestEdge(stack).edge;
  const idle = await acquire(pools, echo.port, 4);
  const busy = await acquire(pools, echo.port, 4);
  assert.ok(idle !== null && busy !== null);
  assert.equal(await get(idle), 200);
  pools.retire("other.test", ["192.0.2.1"]);
  pools.retire(TARGET.hostname, ["192.0.2.1", "127.0.0.1"]);
  assert.equal(pools.openConnections, 2, "nothing changed for them");
  await eventually(() => busy.remoteAddress !== undefined, "the connection");
  pools.retire(TARGET.hostname, ["192.0.2.1"]);
  assert.equal(pools.openConnections, 1);
  assert.equal(await get(busy), 200);
  await eventually(() => pools.openConnections === 0, "the end of the busy one");
});

test("of answers that their clients do not read no more than half of a pool is kept: the longest waits no longer", async () => {
  await using stack = new AsyncDisposableStack();
  const { pools } = startTestEdge(stack).edge;
  const target = { ...TARGET, id: "stalled", maxConnections: 4 };
  const given: string[] = [];
  const ends = ["a", "b"].map((name) => pools.stall(target, () => given.push(name)));
  assert.equal(given.length, 0);
  pools.stall(target, () => given.push("c"));
  assert.deepEqual(given, ["a"]);
  ends[1]?.();
  pools.stall(target, () => given.push("d"));
  assert.deepEqual(given, ["a"]);
  pools.stall(target, () => given.push("e"));
  assert.deepEqual(given, ["a", "c"]);
});

test("a connection that comes free goes to who uses the fewest, whoever waits longer", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (server) => server.close());
  const { pools } = startTestEdge(stack).edge;
  const first = await acquire(pools, echo.port, 3, "many");
  assert.ok(first !== null && (await acquire(pools, echo.port, 3, "many")) !== null);
  assert.ok((await acquire(pools, echo.port, 3, "other")) !== null);
  const order: string[] = [];
  const again = acquire(pools, echo.port, 3, "many").then(() => order.push("many"));
  const fresh = acquire(pools, echo.port, 3, "few").then(() => order.push("few"));
  assert.equal(await get(first), 200);
  await Promise.all([again, fresh]);
  assert.deepEqual(order, ["few", "many"]);
});
