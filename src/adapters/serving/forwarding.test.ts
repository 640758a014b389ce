import assert from "node:assert/strict";
import { test } from "node:test";
import { EDGE_LIMITS, type EdgeSketch, eventually, serveConnection, startTestEdge } from "../../../test/support/edge.ts";
import { answering, startRawUpstream } from "../../../test/support/raw_upstream.ts";
import type { OperationPlan } from "../../engine/plan.ts";
import type { Guard } from "../../kernel/guard.ts";
import { problem } from "../../kernel/problem.ts";
import { deny, PASS, type Verdict } from "../../kernel/verdict.ts";

const GET = "GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n";
const NO_GUARDS = { head: [], route: [], identity: [], body: [], response: [] };
const SECRET = deny(problem(502, "answer_invalid", "The API's answer is not as declared"), { code: "t", place: "body", message: "no" });

/** Plan with one guard of answers. */
function answerGuard(check: Guard<"response">["check"], buffersResponse: boolean): Partial<OperationPlan> {
  const guard: Guard<"response"> = { name: "test", phase: "response", mode: "enforce", onError: "deny", check };
  return { guards: { ...NO_GUARDS, response: [guard] }, buffersResponse };
}

async function exchange(stack: AsyncDisposableStack, upstreamAnswer: string, sketch: EdgeSketch, request = GET) {
  const upstream = stack.adopt(await startRawUpstream(answering(upstreamAnswer)), (server) => server.close());
  const world = startTestEdge(stack, { ...sketch, target: { ...sketch.target, port: upstream.port } });
  const client = await serveConnection(stack, world);
  client.far.write(request);
  return { upstream, world, client };
}

test("an answer is framed for its client as RFC 9112 section 6 says, with what a GET would have been told for HEAD and 304", async () => {
  await using stack = new AsyncDisposableStack();
  const length = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
  const rows: readonly (readonly [request: string, answer: string, expected: RegExp, unexpected: RegExp])[] = [
    ["GET 1.1", length, /\r\ncontent-length: 2\r\n[^]*\r\n\r\nok$/iu, /transfer-encoding|connection: close/iu],
    ["GET 1.1", chunked, /\r\ntransfer-encoding: chunked\r\n[^]*\r\n\r\n2\r\nok\r\n0\r\n\r\n$/iu, /content-length|connection: close/iu],
    ["GET 1.0", chunked, /\r\nconnection: close\r\n[^]*\r\n\r\nok$/iu, /content-length|transfer-encoding/iu],
    ["HEAD 1.1", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", /\r\ncontent-length: 2\r\n[^]*\r\n\r\n$/iu, /\r\n\r\n./u],
    [
      "HEAD 1.1",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
      /\r\ntransfer-encoding: chunked\r\n[^]*\r\n\r\n$/iu,
      /\r\n\r\n./u,
    ],
    ["GET 1.1", "HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n", /^HTTP\/1\.1 304 [^]*\r\n\r\n$/u, /\r\n\r\n./u],
    ["GET 1.1", "HTTP/1.1 204 No Content\r\n\r\n", /^HTTP\/1\.1 204 [^]*\r\n\r\n$/u, /content-length|transfer-encoding/iu],
  ];
  for (const [request, answer, expected, unexpected] of rows) {
    const [method = "", minor = ""] = request.split(" ");
    const { client, world } = await exchange(stack, answer, {}, `${method} /a HTTP/${minor}\r\nHost: api.test\r\n\r\n`);
    await eventually(() => world.records.length === 1, "the end of the exchange");
    await eventually(() => expected.test(client.text()), `${request}: ${client.text()}`);
    assert.doesNotMatch(client.text(), unexpected, request);
  }
  assert.equal(rows.length, 7);
});

test("an answer that is judged whole leaves in one piece, or not one byte of it", async () => {
  await using stack = new AsyncDisposableStack();
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Of: upstream\r\n\r\n3\r\nsec\r\n3\r\nret\r\n0\r\n\r\n";
  const seen: string[] = [];
  const see: Guard<"response">["check"] = ({ response: { body } }) => {
    seen.push(body.kind === "buffered" ? Buffer.from(body.bytes).toString() : body.kind);
    return PASS;
  };
  const passed = await exchange(stack, chunked, { plan: answerGuard(see, true) });
  assert.match(await passed.client.until("secret"), /\r\ncontent-length: 6\r\n/iu);
  assert.deepEqual(seen, ["secret"]);

  for (const verdict of [(): Verdict => SECRET, (): Promise<Verdict> => Promise.resolve(SECRET)]) {
    const refused = await exchange(stack, chunked, { plan: answerGuard(verdict, true) });
    await eventually(() => refused.client.text().startsWith("HTTP/1.1 502 "), "the refusal");
    assert.doesNotMatch(refused.client.text(), /sec|upstream\r\n/u);
    assert.equal(refused.world.records[0]?.status, 502);
  }
});

test("an answer that is judged whole has a bound: one byte more is 502 and reaches nobody", async () => {
  await using stack = new AsyncDisposableStack();
  const bound = 4_194_304;
  for (const bytes of [bound, bound + 1]) {
    const answer = `HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n${"x".repeat(bytes)}`;
    const { client, world } = await exchange(stack, answer, { plan: answerGuard(() => PASS, true) });
    await eventually(() => world.records.length === 1, "the end of the exchange");
    await eventually(() => client.text().includes("\r\n\r\n"), "an answer");
    assert.deepEqual([world.records[0]?.status, client.text().slice(9, 12)], bytes === bound ? [200, "200"] : [502, "502"]);
    if (bytes > bound) assert.doesNotMatch(client.text(), /xx/u);
  }
});

test("an answer that is judged whole lasts until its client has read it, and is given up where it does not", async () => {
  await using stack = new AsyncDisposableStack();
  const body = "a".repeat(4_194_304);
  for (const reads of [true, false]) {
    const answer = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    let judged = false;
    const guard = answerGuard(() => ((judged = true), PASS), true);
    const { client, world } = await exchange(stack, answer, { plan: guard }, "");
    client.far.pause();
    client.far.write(GET);
    await eventually(() => judged, "the judgement");
    await eventually(() => client.connection.writer.unreadBytes > 0, "what waits");
    assert.deepEqual([world.records.length, world.edge.counters.inFlight], [0, 1]);
    if (reads) client.far.resume();
    else world.pass(EDGE_LIMITS.requestMs + 1);
    await eventually(() => world.records.length === 1, "the end");
    assert.deepEqual(
      [world.records[0]?.outcome, world.records[0]?.findings.map(({ code }) => code)],
      reads ? ["forwarded", []] : ["abandoned", ["gateway.answer_unread"]],
    );
    if (reads) await eventually(() => client.text().length > body.length, "all of it");
  }
});

test("nothing of a streamed answer leaves while its head is being judged, and all of it after", async () => {
  await using stack = new AsyncDisposableStack();
  const verdict = Promise.withResolvers<Verdict>();
  const { client, upstream, world } = await exchange(stack, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc", {
    plan: answerGuard(() => verdict.promise, false),
  });
  await upstream.until(() => upstream.received[0]?.endsWith("\r\n\r\n") === true, "the request");
  await new Promise((resolve) => upstream.sockets[0]?.write("def", resolve));
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(client.text(), "");
  verdict.resolve(PASS);
  assert.match(await client.until("abcdef"), /\r\n\r\nabcdef$/u);
  await eventually(() => world.records[0]?.status === 200, "the record");
});

test("an answer that breaks off is seen to break off", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, upstream, world } = await exchange(stack, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc", {});
  await client.until("abc");
  upstream.sockets[0]?.destroy();
  await eventually(() => client.isGone(), "the end of the connection");
  assert.deepEqual(
    world.records.map(({ outcome, code }) => [outcome, code]),
    [["failed", "upstream_reset"]],
  );
});

test("an answer of the gateway's own to a request it could not send tells its caller nothing of the upstream", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = await startRawUpstream(() => {});
  await upstream.close();
  const world = startTestEdge(stack, { target: { port: upstream.port } });
  const client = await serveConnection(stack, world);
  client.far.write(GET);
  await eventually(() => client.text().startsWith("HTTP/1.1 502 "), "the answer");
  assert.doesNotMatch(client.text(), new RegExp(`127\\.0\\.0\\.1|${upstream.port}|ECONN`, "u"));
  assert.match(world.records[0]?.findings[0]?.message ?? "", /ECONNREFUSED/u);
});
