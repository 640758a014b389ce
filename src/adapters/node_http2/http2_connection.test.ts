import assert from "node:assert/strict";
import http2 from "node:http2";
import { test } from "node:test";
import { serveHttp2, startTestEdge } from "../../../test/support/edge.ts";
import { answering, startRawUpstream } from "../../../test/support/raw_upstream.ts";

const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Of: upstream\r\nKeep-Alive: timeout=5\r\n\r\nok";

async function connected(stack: AsyncDisposableStack, answer: string = ANSWER) {
  const upstream = stack.adopt(await startRawUpstream(answering(answer)), (server) => server.close());
  const world = startTestEdge(stack, { target: { port: upstream.port } });
  const client = await serveHttp2(stack, world);
  const session = http2.connect("http://api.test", { createConnection: () => client.far });
  session.on("error", () => {});
  stack.defer(() => session.destroy());
  return { upstream, world, client, session };
}

interface Answer {
  readonly headers: http2.IncomingHttpHeaders;
  readonly body: string;
}

function ask(session: http2.ClientHttp2Session, headers: http2.OutgoingHttpHeaders, body: string | null = null): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === null });
    let got: http2.IncomingHttpHeaders = {};
    let text = "";
    stream.on("response", (answered) => (got = answered));
    stream.setEncoding("latin1");
    stream.on("data", (part: string) => (text += part));
    stream.on("end", () => resolve({ headers: got, body: text }));
    stream.on("error", reject);
    if (body !== null) stream.end(body);
  });
}

test("a request of HTTP/2 is one of HTTP/1.1 upstream, and its answer comes back without fields of the connection", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, world, session } = await connected(stack);
  const { headers, body } = await ask(session, { ":path": "/a?b=1", ":authority": "api.test", "user-agent": "t" });
  assert.equal(body, "ok");
  assert.equal(headers[":status"], 200);
  assert.equal(headers["x-of"], "upstream");
  assert.equal(headers["keep-alive"], undefined);
  assert.match(upstream.received[0] ?? "", /^GET \/a\?b=1 HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\nuser-agent: t\r\n/u);
  assert.deepEqual(
    world.records.map(({ outcome, method, path, host, status }) => [outcome, method, path, host, status]),
    [["forwarded", "GET", "/a?b=***", "api.test", 200]],
  );
});
