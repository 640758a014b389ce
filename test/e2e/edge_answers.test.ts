/** What reaches the client of an upstream's answer, whatever the upstream wrote. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { exchangeRaw, field, RawClient } from "../support/raw_client.ts";
import { answering, type RawUpstream, startRawUpstream } from "../support/raw_upstream.ts";

const GET = "GET /a HTTP/1.1\r\nHost: api.example\r\n\r\n";

async function before(
  stack: AsyncDisposableStack,
  onData: Parameters<typeof startRawUpstream>[0],
  api: object = {},
): Promise<{ readonly upstream: RawUpstream; readonly gateway: TestGateway }> {
  const upstream = stack.adopt(await startRawUpstream(onData), (started) => started.close());
  const gateway = stack.adopt(await startTestGateway({ upstream: upstream.base, api: { public: true, ...api } }), (started) =>
    started.close(),
  );
  return { upstream, gateway };
}

const TRANSPARENT: readonly {
  readonly name: string;
  readonly sent: string;
  readonly request?: string;
  readonly status: number;
  readonly body: string;
  readonly framing: "length" | "chunked" | "close" | "none";
}[] = [
  { name: "a counted body", sent: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", status: 200, body: "hello", framing: "length" },
  { name: "an empty body", sent: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", status: 200, body: "", framing: "length" },
  {
    name: "a chunked body",
    sent: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
    status: 200,
    body: "hello",
    framing: "chunked",
  },
  {
    name: "trailers are dropped",
    sent: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
    status: 200,
    body: "hello",
    framing: "chunked",
  },
  {
    name: "a chunked body for an HTTP/1.0 client is ended by closing",
    sent: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    request: "GET /a HTTP/1.0\r\nHost: api.example\r\n\r\n",
    status: 200,
    body: "hello",
    framing: "close",
  },
  { name: "204 without any framing", sent: "HTTP/1.1 204 No Content\r\n\r\n", status: 204, body: "", framing: "none" },
  {
    name: "204 that says Content-Length: 0",
    sent: "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
    status: 204,
    body: "",
    framing: "none",
  },
  { name: "304 without any framing", sent: 'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n', status: 304, body: "", framing: "none" },
  {
    name: "304 that tells the length of a GET",
    sent: "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
    status: 304,
    body: "",
    framing: "length",
  },
  {
    name: "304 that tells of chunks which do not follow",
    sent: "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
    status: 304,
    body: "",
    framing: "chunked",
  },
  {
    name: "HEAD tells the length",
    sent: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
    request: "HEAD /a HTTP/1.1\r\nHost: api.example\r\n\r\n",
    status: 200,
    body: "",
    framing: "length",
  },
  {
    name: "HEAD tells of chunks which do not follow",
    sent: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    request: "HEAD /a HTTP/1.1\r\nHost: api.example\r\n\r\n",
    status: 200,
    body: "",
    framing: "chunked",
  },
  {
    name: "HEAD of an HTTP/1.0 client is not told of chunks",
    sent: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    request: "HEAD /a HTTP/1.0\r\nHost: api.example\r\n\r\n",
    status: 200,
    body: "",
    framing: "none",
  },
  {
    name: "informational answers stay inside",
    sent: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    status: 200,
    body: "ok",
    framing: "length",
  },
  {
    name: "an unknown status passes",
    sent: "HTTP/1.1 299 Strange\r\nContent-Length: 2\r\n\r\nok",
    status: 299,
    body: "ok",
    framing: "length",
  },
];

test("an upstream's well-formed answer reaches the client with its meaning, and nothing after it", async () => {
  let ran = 0;
  for (const row of TRANSPARENT) {
    await using stack = new AsyncDisposableStack();
    const { gateway } = await before(stack, answering(row.sent));
    await using client = await RawClient.connect(gateway.port);
    const request = row.request ?? GET;
    const toHead = request.startsWith("HEAD");
    const first = await client.send(request).answer({ toHead });
    const framing = first.headers.has("transfer-encoding")
      ? "chunked"
      : first.headers.has("content-length")
        ? "length"
        : first.untilClose
          ? "close"
          : "none";
    assert.deepEqual([first.status, first.body, framing], [row.status, row.body, row.framing], row.name);
    if (request.includes("HTTP/1.0")) assert.equal(await client.rest(), "", row.name);
    else {
      const second = await client.send(request).answer({ toHead });
      assert.deepEqual([second.status, second.body], [row.status, row.body], `${row.name}, again on the same connection`);
      assert.equal(client.text, "", row.name);
    }
    const record = await gateway.record();
    assert.deepEqual([record.outcome, record.status, record.upstreamStatus], ["forwarded", row.status, row.status], row.name);
    ran++;
  }
  assert.equal(ran, 15);
});

test("an answer delimited by the connection's end is chunked for HTTP/1.1 and closed after for HTTP/1.0", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(stack, (socket) => {
    socket.end("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhello");
  });
  await using client = await RawClient.connect(gateway.port);
  for (let count = 0; count < 2; count++) {
    const answer = await client.send(GET).answer();
    assert.deepEqual([answer.status, answer.body, field(answer, "transfer-encoding")], [200, "hello", "chunked"]);
  }
  const old = await exchangeRaw(gateway.port, "GET /a HTTP/1.0\r\nHost: api.example\r\n\r\n");
  assert.deepEqual([old.body, old.untilClose, field(old, "transfer-encoding")], ["hello", true, undefined]);
});

test("hop-by-hop and nominated fields of an answer do not travel on", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(
    stack,
    answering(
      "HTTP/1.1 200 OK\r\nConnection: close, x-private-hop\r\n".replace("x-private-hop", "hop") +
        "Hop: 1\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\nUpgrade: h2c\r\nX-Kept: 1\r\nContent-Length: 2\r\n\r\nok",
    ),
  );
  const answer = await exchangeRaw(gateway.port, GET);
  assert.equal(answer.body, "ok");
  for (const name of ["hop", "keep-alive", "proxy-authenticate", "upgrade", "connection"])
    assert.equal(field(answer, name), undefined, name);
  assert.equal(field(answer, "x-kept"), "1");
});
