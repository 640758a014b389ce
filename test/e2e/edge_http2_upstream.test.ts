/** Upstreams of HTTP/2: the same exchange on a stream of a shared connection, over TLS by ALPN and without it, with failures that say what they are. */
import assert from "node:assert/strict";
import http2 from "node:http2";
import { test } from "node:test";
import { makeCertificate } from "../support/certificate.ts";
import { startEcho } from "../support/echo.ts";
import { eventually } from "../support/edge.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { RawClient } from "../support/raw_client.ts";

const certificate = makeCertificate();
const TLS = { cert: certificate.cert, key: certificate.key };

interface Started {
  readonly base: string;
  readonly sessions: () => number;
}

type Answer = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void;

async function startHttp2(
  stack: AsyncDisposableStack,
  secure: boolean,
  answer: Answer,
  options: http2.ServerOptions = {},
): Promise<Started> {
  const server = secure ? http2.createSecureServer(TLS) : http2.createServer(options);
  let sessions = 0;
  const open = new Set<http2.ServerHttp2Session>();
  server.on("session", (session) => {
    sessions++;
    open.add(session);
  });
  server.on("stream", answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => {
    for (const session of open) session.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { base: `${secure ? "https" : "http"}://localhost:${port}`, sessions: () => sessions };
}

async function before(stack: AsyncDisposableStack, url: string, upstream: object = {}): Promise<TestGateway> {
  const gateway = await startTestGateway({
    upstream: url,
    api: { public: true, upstream: { url, http2: true, connect_timeout: "2s", ...upstream } },
    files: { "ca.pem": certificate.cert },
  });
  return stack.adopt(gateway, (started) => started.close());
}

const echo: Answer = (stream, headers) => {
  let body = "";
  stream.setEncoding("latin1");
  stream.on("data", (part: string) => (body += part));
  stream.on("error", () => {});
  stream.on("end", () => {
    stream.respond({ ":status": 200, "content-type": "application/json", "x-of": "upstream" });
    stream.end(
      JSON.stringify({ method: headers[":method"], path: headers[":path"], authority: headers[":authority"], te: headers["te"], body }),
    );
  });
};

for (const secure of [true, false]) {
  test(`requests share one connection ${secure ? "over TLS" : "without TLS"}, whole and streamed bodies arrive, and answers come back`, async () => {
    await using stack = new AsyncDisposableStack();
    const upstream = await startHttp2(stack, secure, echo);
    const gateway = await before(stack, upstream.base, secure ? { ca: "ca.pem" } : {});
    const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
      const answer = await fetch(`${gateway.base}${path}`, init);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("x-of"), "upstream");
      return await answer.json();
    };
    const authority = upstream.base.replace(/^https?:\/\//u, "");
    const common = { authority, te: "trailers" };
    assert.deepEqual(await ask("/a?b=c"), { ...common, method: "GET", path: "/a?b=c", body: "" });
    assert.deepEqual(await ask("/p", { method: "POST", body: "small" }), { ...common, method: "POST", path: "/p", body: "small" });
    const large = "0123456789".repeat(90_000);
    const streamed = new Blob([large]).stream();
    const init = { method: "PUT", body: streamed, duplex: "half" } as const;
    assert.deepEqual(await ask("/l", init), { ...common, method: "PUT", path: "/l", body: large });
    await Promise.all(Array.from({ length: 50 }, (_, index) => ask(`/many/${index}`)));
    assert.equal(upstream.sessions(), 1);
    assert.equal(gateway.records.length, 53);
  });
}

test("content that a method does not need takes the connection away from nobody", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = await startHttp2(stack, false, echo);
  const gateway = await before(stack, upstream.base, { breaker: { share: 0.5, requests: 1 } });
  for (const path of ["/a", "/b", "/c"]) {
    const answer = await fetch(`${gateway.base}${path}`, { method: "DELETE", body: "stray" });
    assert.deepEqual(
      [answer.status, await answer.json()],
      [200, { method: "DELETE", path, authority: upstream.base.replace("http://", ""), te: "trailers", body: "stray" }],
    );
  }
  assert.equal(upstream.sessions(), 1);
});

test("an answer that breaks off breaks off, one that is ambiguous is 502, one that does not come is 504", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = await startHttp2(stack, false, (stream, { ":path": path }) => {
    stream.on("error", () => {});
    if (path === "/half") {
      stream.respond({ ":status": 200 });
      stream.write("half", () => stream.destroy(new Error("enough")));
    } else if (path === "/reset") stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    else if (path === "/odd") stream.respond({ ":status": 200, content_length: "5" }, { endStream: true });
  });
  const gateway = await before(stack, upstream.base, { first_byte_timeout: "300ms" });
  await assert.rejects(fetch(`${gateway.base}/half`).then((half) => half.text()));
  assert.equal((await fetch(`${gateway.base}/reset`)).status, 502);
  assert.equal((await fetch(`${gateway.base}/odd`)).status, 502);
  assert.equal((await fetch(`${gateway.base}/never`)).status, 504);
  await gateway.record(({ path }) => path === "/never");
  assert.deepEqual(
    gateway.records.map(({ path, outcome, code }) => [path, outcome, code]),
    [
      ["/half", "failed", "upstream_reset"],
      ["/reset", "failed", "upstream_reset"],
      ["/odd", "failed", "ambiguous_answer"],
      ["/never", "failed", "upstream_timeout"],
    ],
  );
});

test("a server that does not agree to HTTP/2, or is not there, is a connection that failed, and no request reaches it", async () => {
  await using stack = new AsyncDisposableStack();
  const plain = stack.adopt(await startEcho(), (started) => started.close());
  const gateway = await before(stack, plain.base);
  assert.equal((await fetch(`${gateway.base}/a`)).status, 502);
  assert.equal(plain.received.length, 0);
  const nowhere = await before(stack, "http://127.0.0.1:9");
  assert.equal((await fetch(`${nowhere.base}/a`)).status, 502);
  assert.equal((await nowhere.record()).code, "upstream_unreachable");
});

test("clients that give up request after request do not cost others theirs, on a server that ends connections for it", async () => {
  await using stack = new AsyncDisposableStack();
  let begun = 0;
  const held: http2.ServerHttp2Stream[] = [];
  const upstream = await startHttp2(
    stack,
    false,
    (stream, { ":path": path }) => {
      stream.on("error", () => {});
      if (path === "/patient") held.push(stream);
      else begun++;
    },
    { streamResetBurst: 250, streamResetRate: 1 },
  );
  const gateway = await before(stack, upstream.base);
  const patient = fetch(`${gateway.base}/patient`);
  await eventually(() => held.length === 1, "the patient request");
  for (let round = 1; round <= 20; round++) {
    const hasty = await Promise.all(Array.from({ length: 20 }, () => RawClient.connect(gateway.port)));
    for (const client of hasty) client.send("GET /hasty HTTP/1.1\r\nHost: a\r\n\r\n");
    await eventually(() => begun >= round * 20, `round ${round}`);
    for (const client of hasty) client.abort();
    await eventually(() => gateway.records.length >= round * 20, `the end of round ${round}`);
  }
  held[0]?.respond({ ":status": 200 }, { endStream: true });
  assert.equal((await patient).status, 200);
});
