import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { eventually, serveConnection, startTestEdge } from "../../../test/support/edge.ts";
import { startRawUpstream } from "../../../test/support/raw_upstream.ts";
import { socketPair } from "../../../test/support/socket_pair.ts";
import { writeOnce } from "./write_once.ts";

test("a whole buffer arrives, and is empty once it has been written; a part of one, and a small one, stay", async () => {
  await using stack = new AsyncDisposableStack();
  const pair = stack.use(await socketPair());
  let received = 0;
  pair.far.on("data", (chunk: Buffer) => (received += chunk.length));
  const whole = Buffer.from(new ArrayBuffer(65_536));
  const part = Buffer.from(new ArrayBuffer(65_536)).subarray(1);
  const small = Buffer.from(new ArrayBuffer(100));
  const plain = new Uint8Array(65_536);
  for (const bytes of [whole, part, small, plain]) writeOnce(pair.near, bytes);
  await eventually(() => received === 65_536 + 65_535 + 100 + 65_536, "all of it");
  await eventually(() => whole.length === 0, "the memory to be given back");
  assert.deepEqual([part.length, small.length, plain.length], [65_535, 100, 65_536]);
});

for (const framing of ["length", "chunked"] as const)
  test(`a large upload by ${framing} arrives byte for byte, also where its upstream is slow`, async () => {
    await using stack = new AsyncDisposableStack();
    const content = randomBytes(20_000_000);
    const hash = createHash("sha256");
    let received = 0;
    let reading = false;
    const upstream = stack.adopt(await startRawUpstream(() => {}, { paused: true }), (server) => server.close());
    const world = startTestEdge(stack, { target: { port: upstream.port }, plan: { maxBodyBytes: 2 ** 30 } });
    const client = await serveConnection(stack, world);
    const declared = framing === "length" ? `Content-Length: ${content.length}` : "Transfer-Encoding: chunked";
    client.far.write(`POST /a HTTP/1.1\r\nHost: api.test\r\n${declared}\r\n\r\n`);
    const sent = framing === "length" ? content : Buffer.concat([Buffer.from("1312d00\r\n"), content, Buffer.from("\r\n0\r\n\r\n")]);
    client.far.write(sent);
    await eventually(() => upstream.sockets.length === 1 && client.near.isPaused(), "the back-pressure");
    const [socket] = upstream.sockets;
    assert.ok(socket !== undefined);
    socket.removeAllListeners("data");
    let text = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      if (reading) {
        hash.update(chunk);
        received += chunk.length;
        return;
      }
      text = Buffer.concat([text, chunk]);
      const end = text.indexOf("\r\n\r\n");
      if (end < 0) return;
      reading = true;
      hash.update(text.subarray(end + 4));
      received = text.length - end - 4;
    });
    socket.resume();
    if (framing === "length") {
      await eventually(() => received >= content.length, "all of it");
      assert.equal(hash.digest("hex"), createHash("sha256").update(content).digest("hex"));
    } else await eventually(() => received > content.length, "all of it");
  });
