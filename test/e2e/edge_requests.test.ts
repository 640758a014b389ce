/** How requests on one connection travel: kept alive, pipelined, chunked, with trailers, with an expectation, from an old client. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startEcho } from "../support/echo.ts";
import { startTestGateway, type TestGatewayOptions } from "../support/gateway.ts";
import { exchangeRaw, field, RawClient } from "../support/raw_client.ts";
import { startRawUpstream } from "../support/raw_upstream.ts";

const OK = { responses: { 200: { description: "ok" } } };
/** `/judged` has a body that is validated, `/streamed` one that nobody looks at. */
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "edge", version: "1" },
  security: [],
  paths: {
    "/judged": { post: { ...OK, requestBody: { content: { "application/json": { schema: { type: "object" } } } } } },
    "/plain": { get: OK },
  },
};

async function whole(stack: AsyncDisposableStack, options: Partial<TestGatewayOptions> = {}) {
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const gateway = stack.adopt(await startTestGateway({ upstream: echo.base, api: { public: true }, ...options }), (started) =>
    started.close(),
  );
  return { echo, gateway };
}

test("one connection carries many exchanges, each with a record", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway } = await whole(stack);
  await using client = await RawClient.connect(gateway.port);
  for (let count = 0; count < 3; count++) {
    const answer = await client.send(`GET /${count} HTTP/1.1\r\nHost: a\r\n\r\n`).answer();
    assert.equal(answer.status, 200);
    assert.equal(field(answer, "connection"), undefined);
  }
  assert.deepEqual(
    echo.received.map(({ url }) => url),
    ["/0", "/1", "/2"],
  );
  await gateway.record(({ path }) => path === "/2");
  assert.deepEqual(
    gateway.records.map(({ path, outcome, status }) => [path, outcome, status]),
    [
      ["/0", "forwarded", 200],
      ["/1", "forwarded", 200],
      ["/2", "forwarded", 200],
    ],
  );
});

test("pipelined requests are answered in their order, bodies and refusals among them", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway } = await whole(stack, {});
  await using client = await RawClient.connect(gateway.port);
  client.send(
    "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n" +
      "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" +
      "TRACE /3 HTTP/1.1\r\nHost: a\r\n\r\n" +
      "PUT /4 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n" +
      "HEAD /5 HTTP/1.1\r\nHost: a\r\n\r\n" +
      "GET /6 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" +
      "GET /never HTTP/1.1\r\nHost: a\r\n\r\n",
  );
  const statuses: number[] = [];
  for (const toHead of [false, false, false, false, true, false]) statuses.push((await client.answer({ toHead })).status);
  assert.deepEqual(statuses, [200, 200, 501, 200, 200, 200]);
  assert.equal(await client.rest(), "");
  assert.deepEqual(
    echo.received.map(({ url, body }) => [url, body]),
    [
      ["/1", ""],
      ["/2", "hello"],
      ["/4", "hello"],
      ["/5", ""],
      ["/6", ""],
    ],
    "what follows `Connection: close` is never read",
  );
});

test("a request cut anywhere reaches the upstream the same", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway } = await whole(stack);
  const bytes =
    "POST /cut?a=%20b HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n";
  await using client = await RawClient.connect(gateway.port);
  let ran = 0;
  for (let cut = 1; cut < bytes.length; cut += 3) {
    client.send(bytes.slice(0, cut));
    // The gateway reads what there is before the rest comes.
    await new Promise((resolve) => setImmediate(resolve));
    const answer = await client.send(bytes.slice(cut)).answer();
    const seen = echo.received.at(-1);
    assert.deepEqual(
      [answer.status, seen?.url, seen?.body, seen?.headers["x-one"]],
      [200, "/cut?a=%20b", "abc0123456789abcdef", "1"],
      `${cut}`,
    );
    ran++;
  }
  assert.equal(ran, 37);
});

test("trailers of a request do not reach the upstream", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(
    await startRawUpstream((socket, received) => {
      if (received.endsWith("0\r\n\r\n")) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }),
    (started) => started.close(),
  );
  const gateway = stack.adopt(await startTestGateway({ upstream: upstream.base, api: { public: true } }), (started) => started.close());
  const answer = await exchangeRaw(
    gateway.port,
    "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n",
  );
  assert.equal(answer.status, 200);
  assert.match(upstream.received[0] ?? "", /\r\n\r\n2\r\nhi\r\n0\r\n\r\n$/u);
  assert.doesNotMatch(upstream.received[0] ?? "", /x-sum|trailer/iu);
});

test("100 is given once head, route and identity passed, and before the body", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway } = await whole(stack);
  await using client = await RawClient.connect(gateway.port);
  const interim = await client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n").answer();
  assert.equal(interim.status, 100);
  assert.equal((await client.send("hello").answer()).status, 200);
  assert.deepEqual([echo.received[0]?.body, echo.received[0]?.headers.expect], ["hello", undefined]);
});

test("a refused head is told at once, without 100, and the connection ends since the body may or may not follow", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway } = await whole(stack, { document: DOCUMENT, api: { max_body: "10B" } });
  const expecting = (target: string, length: number): string =>
    `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nExpect: 100-continue\r\n\r\n`;
  for (const [target, length, status] of [
    ["/undeclared", 2, 404],
    ["/plain", 2, 405],
    ["/judged", 11, 413],
  ] as const) {
    await using client = await RawClient.connect(gateway.port);
    const answer = await client.send(expecting(target, length)).answer();
    assert.deepEqual([answer.status, field(answer, "connection")], [status, "close"], target);
    assert.equal(await client.rest(), "");
  }
  assert.equal(echo.received.length, 0);
});

test("an expectation without content, or in HTTP/1.0, gets no 100", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await whole(stack);
  for (const bytes of [
    "GET /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
    "POST /a HTTP/1.0\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi",
  ])
    assert.equal((await exchangeRaw(gateway.port, bytes)).status, 200);
});

test("HTTP/1.0 is answered once and closed, whatever it asks for", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await whole(stack);
  await using client = await RawClient.connect(gateway.port);
  const answer = await client.send("GET /a HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n").answer();
  assert.deepEqual([answer.status, field(answer, "transfer-encoding")], [200, undefined]);
  await client.rest();
});

test("a client that ends its side after the request still gets its answer", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await whole(stack);
  await using client = await RawClient.connect(gateway.port);
  client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi").end();
  assert.equal((await client.answer()).status, 200);
  assert.equal(await client.rest(), "");
});

test("OPTIONS * is answered by the gateway itself", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway } = await whole(stack);
  const answer = await exchangeRaw(gateway.port, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  assert.equal(answer.status, 204);
  assert.equal(echo.received.length, 0);
  assert.equal((await gateway.record()).outcome, "answered");
});

test("a refusal of HEAD has the length of its content, but none", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await whole(stack, { document: DOCUMENT, api: {} });
  await using client = await RawClient.connect(gateway.port);
  const refused = await client.send("HEAD /undeclared HTTP/1.1\r\nHost: a\r\n\r\n").answer({ toHead: true });
  assert.equal(refused.status, 404);
  assert.ok(Number(field(refused, "content-length")) > 0);
  assert.equal((await client.send("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n").answer()).status, 200);
});

test("OPTIONS * is for those alone who may call", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await whole(stack, { config: { ip: { deny: ["127.0.0.9"] } } });
  const bytes = "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n";
  assert.equal((await exchangeRaw(gateway.port, bytes, { localAddress: "127.0.0.9" })).status, 403);
  assert.equal((await gateway.record()).by, "ip");
  assert.equal((await exchangeRaw(gateway.port, bytes)).status, 204);
});

test("one address may open so many connections, all together so many, and a closed one counts no more", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway } = await whole(stack, { config: { protocol: { connections_per_ip: 2, connections: 3 } } });
  const open = async (localAddress: string): Promise<RawClient> => stack.use(await RawClient.connect(gateway.port, { localAddress }));
  const get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  const held = [await open("127.0.0.1"), await open("127.0.0.1")];
  for (const client of held) assert.equal((await client.send(get).answer()).status, 200);
  assert.equal(await (await open("127.0.0.1")).send(get).rest(), "", "the third of one address");
  assert.equal((await (await open("127.0.0.2")).send(get).answer()).status, 200);
  assert.equal(await (await open("127.0.0.3")).send(get).rest(), "", "the fourth of all");
  assert.equal(echo.received.length, 3);
  held[0]?.close();
  // The end of a connection is not known here before the gateway has seen it.
  for (let tries = 0; tries < 50; tries++) {
    const again = await open("127.0.0.1");
    again.send(get);
    await Promise.race([again.rest(), again.until(() => again.text !== "", "an answer")]).catch(() => {});
    if (again.text !== "") return;
  }
  assert.fail("the place of a closed connection is free again");
});

test("identity and forwarding fields are made anew, hop-by-hop ones dropped", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway } = await whole(stack);
  await exchangeRaw(
    gateway.port,
    "GET /a HTTP/1.1\r\nHost: api.example\r\nX-User-Id: admin\r\nX-Forwarded-For: 1.2.3.4\r\nForwarded: for=1.2.3.4\r\n" +
      "X-Real-IP: 1.2.3.4\r\nX-Request-Id: mine\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\nProxy-Authorization: Basic eA==\r\n" +
      "Connection: x, te\r\nX: 1\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nX-Kept: yes\r\n\r\n",
  );
  const headers = echo.received[0]?.headers ?? {};
  assert.equal(headers["x-forwarded-for"], "127.0.0.1");
  assert.equal(headers["forwarded"], "for=127.0.0.1;host=api.example;proto=http");
  assert.match(String(headers["x-request-id"]), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  assert.equal(headers["x-kept"], "yes");
  for (const name of ["x-user-id", "x-real-ip", "keep-alive", "te", "proxy-authorization", "x", "upgrade", "http2-settings"])
    assert.equal(headers[name], undefined, name);
});

test("a client that pipelines and never reads does not make the gateway hoard answers", async () => {
  await using stack = new AsyncDisposableStack();
  const big = "x".repeat(100_000);
  const echo = stack.adopt(
    await startEcho((_request, response) => {
      response.end(big);
    }),
    (started) => started.close(),
  );
  const gateway = stack.adopt(await startTestGateway({ upstream: echo.base, api: { public: true } }), (started) => started.close());
  await using client = await RawClient.connect(gateway.port);
  client.socket.pause();
  const asked = 2_000;
  client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n".repeat(asked));
  // What the kernel's buffers take is taken; then nothing more is asked of the upstream.
  let before = -1;
  while (echo.received.length !== before) {
    before = echo.received.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  assert.ok(before < asked / 4, `${before} answers of 100 KB were fetched for a client that reads none`);
  client.socket.resume();
  for (let count = 0; count < 50; count++) assert.equal((await client.answer()).body.length, big.length);
});

test("content of a GET that an upstream takes for a request of its own answers nobody else's", async () => {
  await using stack = new AsyncDisposableStack();
  const ok = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  // It reads no content, so that it sees a second head within the first request; that answer is late.
  const upstream = stack.adopt(
    await startRawUpstream((socket, received) => {
      if (!received.includes("/smuggled")) socket.write(ok("own"));
      else {
        socket.write(ok("first"));
        setTimeout(() => socket.destroyed || socket.write(ok("smuggled")), 100);
      }
    }),
    (started) => started.close(),
  );
  const gateway = stack.adopt(await startTestGateway({ upstream: upstream.base, api: { public: true } }), (started) => started.close());
  const content = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  const first = await exchangeRaw(gateway.port, `GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: ${content.length}\r\n\r\n${content}`);
  assert.equal(first.body, "first");
  assert.equal((await exchangeRaw(gateway.port, "GET /b HTTP/1.1\r\nHost: a\r\n\r\n")).body, "own");
  assert.equal(upstream.received.length, 2);
  assert.ok(upstream.received[0]?.toLowerCase().includes("\r\nconnection: close\r\n"));
});
