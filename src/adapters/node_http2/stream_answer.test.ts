import assert from "node:assert/strict";
import { test } from "node:test";
import { get } from "../../../test/conformance/http2/http2_case.ts";
import { serveHttp2, startTestEdge } from "../../../test/support/edge.ts";
import { headers, SETTING } from "../../../test/support/http2_frames.ts";
import { RawHttp2Client, type SeenStream } from "../../../test/support/raw_http2_client.ts";
import { answering, startRawUpstream } from "../../../test/support/raw_upstream.ts";

async function answered(answer: string, method: string = "GET"): Promise<SeenStream> {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering(answer)), (server) => server.close());
  const world = startTestEdge(stack, { target: { port: upstream.port } });
  const client = new RawHttp2Client((await serveHttp2(stack, world)).far).open();
  const fields = [
    [":method", method],
    [":scheme", "http"],
    [":path", "/a"],
    [":authority", "api.test"],
  ] as const;
  return await client.send(headers(1, fields)).outcome(1);
}

function valuesOf({ sections }: SeenStream, name: string): readonly string[] {
  return (sections[0] ?? []).flatMap((pair) => (pair[0] === name ? [pair[1]] : []));
}

test("fields of an answer arrive as the upstream sent them: twice where they stand twice, bytes above 0x7f and empty values too", async () => {
  const stream = await answered(
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Type: a/b\r\nX-Latin: \xe9\r\nX-Empty:\r\nETag: "1"\r\nX-Of: 1\r\nX-Of: 2\r\n\r\nok',
  );
  assert.equal(stream.body, "ok");
  assert.deepEqual(valuesOf(stream, "set-cookie"), ["a=1", "b=2"]);
  assert.deepEqual(valuesOf(stream, "x-of"), ["1", "2"]);
  assert.deepEqual(valuesOf(stream, "x-latin"), ["\xe9"]);
  assert.deepEqual(valuesOf(stream, "x-empty"), [""]);
  assert.deepEqual(valuesOf(stream, "etag"), ['"1"']);
  assert.equal(valuesOf(stream, "date").length, 1);
});

test("no interim answer of the upstream and no field of its connection is passed on", async () => {
  const stream = await answered(
    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nUpgrade: h2c\r\nProxy-Connection: close\r\nKeep-Alive: timeout=1\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n",
  );
  assert.deepEqual([stream.body, stream.ended], ["ok", true]);
  assert.equal(valuesOf(stream, ":status")[0], "200");
  for (const name of ["transfer-encoding", "upgrade", "proxy-connection", "keep-alive", "connection", "content-length"])
    assert.deepEqual(valuesOf(stream, name), [], name);
});

test("an answer that can't be written is 502 or 500, never half of it", async () => {
  const switching = await answered("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
  assert.equal(valuesOf(switching, ":status")[0], "502");
  const ambiguous = await answered("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok");
  assert.equal(valuesOf(ambiguous, ":status")[0], "502");
});

test("DATA frames are no larger than the client takes, and a large answer arrives whole", async () => {
  await using stack = new AsyncDisposableStack();
  const body = "0123456789".repeat(30_000);
  const upstream = stack.adopt(
    await startRawUpstream(answering(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)),
    (server) => server.close(),
  );
  const world = startTestEdge(stack, { target: { port: upstream.port } });
  const client = new RawHttp2Client((await serveHttp2(stack, world)).far);
  client.open([[SETTING.window, 1_000_000]]).send(Buffer.from("000004080000000000000f4240", "hex"), get(1));
  const stream = await client.outcome(1);
  assert.equal(stream.body, body);
  assert.ok(client.frames.every(({ payload }) => payload.length <= 16_384));
});
