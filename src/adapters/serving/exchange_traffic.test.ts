import assert from "node:assert/strict";
import { test } from "node:test";
import { type EdgeSketch, eventually, serveConnection, serveHttp2, startTestEdge } from "../../../test/support/edge.ts";
import { get } from "../../../test/conformance/http2/http2_case.ts";
import { RawHttp2Client } from "../../../test/support/raw_http2_client.ts";
import { TARGET } from "../../../test/support/plans.ts";
import { answering, startRawUpstream } from "../../../test/support/raw_upstream.ts";
import { opening } from "../../../test/support/websocket_client.ts";
import { askForWebSocket } from "../../../test/support/websocket_edge.ts";
import { frame, TEXT } from "../../../test/support/websocket_frames.ts";
import type { Traffic } from "../../engine/record_of.ts";
import type { Guard } from "../../kernel/guard.ts";
import { problem } from "../../kernel/problem.ts";
import { deny } from "../../kernel/verdict.ts";
import type { Edge } from "./edge.ts";

const ANSWER = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok";
const POST = "POST /a HTTP/1.1\r\nHost: api.test\r\nContent-Length: 5\r\n\r\nabcde";

async function served(stack: AsyncDisposableStack, sketch: EdgeSketch, request: string) {
  const upstream = stack.adopt(await startRawUpstream(answering(ANSWER)), (server) => server.close());
  const world = startTestEdge(stack, { ...sketch, target: { port: upstream.port } });
  const client = await serveConnection(stack, world);
  client.far.write(request);
  await eventually(() => world.records.length === 1, "the record");
  const [record] = world.records;
  assert.ok(record);
  await eventually(() => client.text().length === record.responseBytes, `an answer of ${record.responseBytes} bytes: ${client.text()}`);
  return { record, upstream };
}

test("the bytes of head and content are counted, towards the client as they went over the wire, and what the upstream said", async () => {
  await using stack = new AsyncDisposableStack();
  const { record } = await served(stack, {}, POST);
  assert.equal(record.requestBytes, POST.length);
  assert.deepEqual([record.status, record.upstreamStatus, record.upstream], [201, 201, TARGET.authority]);
  assert.ok(record.upstreamMs !== null && record.upstreamMs >= 0);
});

test("of an exchange that was refused nothing is told of an upstream, for none was asked", async () => {
  await using stack = new AsyncDisposableStack();
  const check: Guard<"route">["check"] = () => deny(problem(403, "no", "No"), { code: "test.no", place: "client", message: "no" });
  const guard: Guard<"route"> = { name: "test", phase: "route", mode: "enforce", onError: "deny", check };
  const refused = await served(stack, { plan: { guards: { head: [], route: [guard], identity: [], body: [], response: [] } } }, POST);
  const { status, upstreamStatus, upstream, upstreamMs } = refused.record;
  assert.deepEqual([status, upstreamStatus, upstream, upstreamMs], [403, null, null, null]);
  assert.deepEqual(refused.upstream.received, []);
});

test("the version of HTTP is the one that the client speaks", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering(ANSWER)), (server) => server.close());
  const started = startTestEdge(stack, { target: { port: upstream.port } });
  const told: Traffic[] = [];
  const world = { ...started, edge: { ...started.edge, offer: (...[, , traffic]: Parameters<Edge["offer"]>) => void told.push(traffic) } };
  for (const minor of [0, 1]) {
    const client = await serveConnection(stack, world);
    client.far.write(`GET /a HTTP/1.${minor}\r\nHost: api.test\r\n\r\n`);
    await eventually(() => told.length === minor + 1, `the end of the exchange in HTTP/1.${minor}`);
  }
  const connection = await serveHttp2(stack, world);
  await new RawHttp2Client(connection.far).open().send(get(1)).outcome(1);
  await eventually(() => told.length === 3, "the end of the exchange in HTTP/2");
  assert.deepEqual(
    told.map(({ protocol, contentBytes }) => [protocol, contentBytes]),
    [
      ["1.0", 2],
      ["1.1", 2],
      ["2", 2],
    ],
  );
});

test("of a tunnel the bytes of its frames are counted after those of its handshake, and its messages", async () => {
  await using stack = new AsyncDisposableStack();
  const said = frame({ opcode: TEXT, payload: "from the API", masked: false });
  const { client, upstream, world } = await askForWebSocket(stack, { rest: said });
  await client.until("from the API");
  const handshake = upstream.received[0]?.length;
  const asked = frame({ opcode: TEXT, payload: "hello" });
  client.far.write(asked);
  await upstream.until(() => (upstream.received[0]?.length ?? 0) > (handshake ?? 0), "the message");
  client.far.destroy();
  await eventually(() => world.records.length === 1, "the record");
  const [record] = world.records;
  assert.equal(record?.requestBytes, opening("/a", { Host: "api.test" }).length + asked.length);
  assert.equal(record?.responseBytes, client.text().length);
  assert.deepEqual(record?.messages, { client: 1, server: 1, closeCode: null });
});
