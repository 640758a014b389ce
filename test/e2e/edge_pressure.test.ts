/** Back-pressure both ways: whoever is slower sets the pace, and the gateway keeps no more than buffers' worth of either side. */
import assert from "node:assert/strict";
import http from "node:http";
import { test } from "node:test";
import { startTestGateway } from "../support/gateway.ts";
import { field, RawClient } from "../support/raw_client.ts";
import { answering, startRawUpstream } from "../support/raw_upstream.ts";

const MB = 1_048_576;
const SIZE = 50 * MB;
/** Kernel buffers on loopback, both sides, and what streams hold. */
const HOLDABLE = 16 * MB;

/** Waits until `count` no longer grows. */
async function settled(count: () => number): Promise<number> {
  let before = -1;
  while (count() !== before) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return before;
}

test("an answer of 50 MB waits for a client that does not read, and arrives whole once it does", async () => {
  await using stack = new AsyncDisposableStack();
  let sent = 0;
  const block = Buffer.alloc(65_536, "x");
  const upstream = stack.adopt(
    await startRawUpstream((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${SIZE}\r\n\r\n`);
      const more = (): void => {
        while (sent < SIZE) {
          sent += block.length;
          if (!socket.write(block)) return;
        }
      };
      socket.on("drain", more);
      more();
    }),
    (started) => started.close(),
  );
  const gateway = stack.adopt(await startTestGateway({ upstream: upstream.base, api: { public: true } }), (started) => started.close());
  await using client = await RawClient.connect(gateway.port);
  client.socket.pause();
  client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
  await upstream.until(() => sent > 0, "the request");
  const taken = await settled(() => sent);
  assert.ok(taken < HOLDABLE, `${taken} of ${SIZE} bytes were taken though the client reads none`);
  let received = 0;
  client.socket.removeAllListeners("data");
  client.socket.on("data", (chunk: Buffer) => {
    received += chunk.length;
  });
  client.socket.resume();
  await gateway.record(({ outcome, responseBytes }) => outcome === "forwarded" && responseBytes > SIZE);
  await settled(() => received);
  assert.ok(received > SIZE);
});

test("an upload of 50 MB that no guard judges streams through, waiting for an upstream that does not read", async () => {
  await using stack = new AsyncDisposableStack();
  const requests: http.IncomingMessage[] = [];
  let arrived = 0;
  const server = http.createServer((request, response) => {
    requests.push(request);
    request.on("end", () => response.end("all"));
  });
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  const gateway = stack.adopt(
    await startTestGateway({ upstream: `http://127.0.0.1:${port}`, api: { public: true, max_body: "60MB" } }),
    (started) => started.close(),
  );
  await using client = await RawClient.connect(gateway.port);
  let written = 0;
  const block = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(65_536, "y"), Buffer.from("\r\n")]);
  const blocks = SIZE / 65_536;
  let next = 0;
  client.send("PUT /big HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  const more = (): void => {
    while (next < blocks) {
      next++;
      if (!client.socket.write(block, () => (written += block.length))) return;
    }
    if (next++ === blocks) client.send("0\r\n\r\n");
  };
  client.socket.on("drain", more);
  more();
  const taken = await settled(() => written);
  assert.ok(taken > 0 && taken < HOLDABLE, `${taken} of ${SIZE} bytes were taken though the upstream reads none`);
  requests[0]?.on("data", (chunk: Buffer) => {
    arrived += chunk.length;
  });
  const answer = await client.answer();
  assert.deepEqual([answer.status, answer.body, arrived], [200, "all", SIZE]);
  assert.ok((await gateway.record()).requestBytes > SIZE);
});

test("a kept upstream connection that waited for a slow client serves the next exchange", async () => {
  await using stack = new AsyncDisposableStack();
  const size = 6 * MB;
  const upstream = stack.adopt(
    await startRawUpstream(answering(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n${"z".repeat(size)}`)),
    (started) => started.close(),
  );
  const gateway = stack.adopt(await startTestGateway({ upstream: upstream.base, api: { public: true } }), (started) => started.close());
  await using slow = await RawClient.connect(gateway.port);
  for (let count = 0; count < 4; count++) {
    slow.socket.pause();
    slow.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
    await new Promise((resolve) => setTimeout(resolve, 100));
    slow.socket.resume();
    const answer = await slow.answer();
    assert.deepEqual([answer.status, answer.body.length, field(answer, "content-length")], [200, size, String(size)]);
  }
  assert.equal(upstream.sockets.length, 1, "one connection served all");
});

test("thousands of pipelined requests that are answered at once let other connections have their turn", async () => {
  await using stack = new AsyncDisposableStack();
  const gateway = stack.adopt(await startTestGateway({ upstream: "http://127.0.0.1:1", api: { public: true } }), (started) =>
    started.close(),
  );
  const connect = async (): Promise<RawClient> => stack.use(await RawClient.connect(gateway.port));
  const greedy = await Promise.all(Array.from({ length: 8 }, connect));
  const modest = await connect();
  const count = 1_800;
  for (const client of greedy) client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n".repeat(count));
  modest.send("GET /..;x HTTP/1.1\r\nHost: a\r\n\r\n");
  assert.equal((await modest.answer()).status, 400);
  const before = gateway.records.findIndex((record) => record.status === 400);
  assert.ok(before >= 0 && before < count, `${before} requests were taken before`);
  await Promise.all(
    greedy.map(async (client) => client.until(() => client.text.split("HTTP/1.1 204").length - 1 === count, "all answers")),
  );
});

test("a client that pauses longer than the upstream may between two bytes gets the whole answer, the upstream is not blamed", async () => {
  await using stack = new AsyncDisposableStack();
  const size = 12 * MB;
  const upstream = stack.adopt(
    await startRawUpstream(answering(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n${"z".repeat(size)}`)),
    (started) => started.close(),
  );
  const gateway = stack.adopt(
    await startTestGateway({
      upstream: upstream.base,
      api: { public: true, upstream: { url: upstream.base, between_bytes_timeout: "100ms" } },
    }),
    (started) => started.close(),
  );
  await using client = await RawClient.connect(gateway.port);
  client.socket.pause();
  client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  await new Promise((resolve) => setTimeout(resolve, 700));
  client.socket.resume();
  const answer = await client.answer();
  assert.deepEqual([answer.status, answer.body.length], [200, size]);
  assert.equal((await gateway.record()).outcome, "forwarded");
});
