import assert from "node:assert/strict";
import { test } from "node:test";
import { EDGE_LIMITS, eventually, serveConnection, startTestEdge } from "../../../test/support/edge.ts";
import { startEcho } from "../../../test/support/echo.ts";
import { answering, startRawUpstream } from "../../../test/support/raw_upstream.ts";

const GET = "GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n";
const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

test("requests that came together are answered in their order, one exchange each", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (server) => server.close());
  const world = startTestEdge(stack, { target: { port: echo.port } });
  const client = await serveConnection(stack, world);
  client.far.write(["/1", "/2", "/3"].map((path) => GET.replace("/a", path)).join(""));
  await eventually(() => world.records.length === 3, "three records");
  assert.deepEqual(
    echo.received.map(({ url }) => url),
    ["/1", "/2", "/3"],
  );
  await eventually(() => client.text().match(/HTTP\/1\.1 200 OK/gu)?.length === 3, "three answers");
  assert.deepEqual([world.edge.counters.inFlight, world.faults], [0, []]);
});

test("a head that does not end in time is 408 and recorded, an idle connection is ended without a word", async () => {
  await using stack = new AsyncDisposableStack();
  const world = startTestEdge(stack);
  const slow = await serveConnection(stack, world);
  slow.far.write("GET /a HTTP/1.1\r\nHo");
  await eventually(() => slow.near.bytesRead > 0, "the first bytes");
  world.pass(EDGE_LIMITS.firstHeaderMs - 2_000);
  assert.equal(world.records.length, 0);
  world.pass(2_000);
  await eventually(() => slow.text().startsWith("HTTP/1.1 408 "), "the answer");
  assert.deepEqual(
    world.records.map(({ status, findings }) => [status, findings[0]?.code]),
    [[408, "framing.head_timeout"]],
  );

  const idle = await serveConnection(stack, world);
  let ended = false;
  idle.far.on("end", () => (ended = true));
  world.pass(EDGE_LIMITS.firstHeaderMs);
  await eventually(() => ended, "the end");
  assert.equal(idle.text(), "");
  assert.equal(world.records.length, 1);
});

test("bytes that are no request are 400 with a record, what follows them is never read", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering(ANSWER)), (server) => server.close());
  const world = startTestEdge(stack, { target: { port: upstream.port } });
  const client = await serveConnection(stack, world);
  client.far.write(`GET /a HTTP/1.1\r\nHost : api.test\r\n\r\n${GET}`);
  await eventually(() => client.isGone(), "the end of the connection");
  assert.match(client.text(), /^HTTP\/1\.1 400 /u);
  assert.equal(client.text().match(/HTTP\/1\.1 /gu)?.length, 1);
  assert.deepEqual(
    world.records.map(({ outcome, by }) => [outcome, by]),
    [["denied", "framing"]],
  );
  assert.equal(upstream.received.length, 0);
  assert.equal(world.edge.counters.inFlight, 0);
});

test("a drain ends an idle connection after its grace, and an exchange under way with its answer", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(() => {}), (server) => server.close());
  const world = startTestEdge(stack, { target: { port: upstream.port } });
  const idle = await serveConnection(stack, world);
  const busy = await serveConnection(stack, world);
  busy.far.write(GET);
  await upstream.until(() => upstream.received[0]?.endsWith("\r\n\r\n") === true, "the request");
  world.goDown();
  idle.connection.drain();
  busy.connection.drain();
  world.pass(100);
  await eventually(() => idle.isGone(), "the idle connection's end");
  assert.equal(busy.isGone(), false);
  upstream.sockets[0]?.write(ANSWER);
  await eventually(() => busy.isGone(), "the busy connection's end");
  assert.match(busy.text(), /^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n[^]*ok$/iu);
});

test("a client that does not read the end of its connection is cut", async () => {
  await using stack = new AsyncDisposableStack();
  const world = startTestEdge(stack);
  const client = await serveConnection(stack, world);
  client.far.pause();
  client.far.write("nonsense\r\n\r\n");
  await eventually(() => world.records.length === 1, "the refusal");
  world.pass(1_000);
  await eventually(() => client.isGone(), "the cut");
});
