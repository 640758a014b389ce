/** Requests under way to a target are counted up once and down once, however they end: a count that stays would keep requests away from it for ever. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { exchangeRaw, RawClient } from "../support/raw_client.ts";
import { type RawUpstream, startRawUpstream } from "../support/raw_upstream.ts";
import { ReadMetrics } from "../support/read_metrics.ts";
import { FrameClient } from "../support/websocket_client.ts";
import { startWebSocketServer } from "../support/websocket_server.ts";

const GET = "GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n";
const UPLOAD = "POST /a HTTP/1.1\r\nHost: api.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const BEGUN = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun";

async function gatewayBefore(stack: AsyncDisposableStack, url: string, options: object = {}): Promise<TestGateway> {
  const upstream = { url, breaker: { requests: 1_000 }, first_byte_timeout: "2s" };
  const started = await startTestGateway({ upstream: "", api: { public: true, upstream }, ...options });
  return stack.adopt(started, (gateway) => gateway.close());
}

/** Resolves once as many requests are under way, by the metrics. */
async function underWay(gateway: TestGateway, count: number, what: string): Promise<void> {
  for (let looks = 0; looks < 200; looks++) {
    if ((await ReadMetrics.of(gateway)).value("portcullis_upstream_outstanding") === count) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`never ${count} requests under way: ${what}`);
}

test("every end of an exchange ends its request: answers, failures, clients that leave at any time", async () => {
  const rows: readonly (readonly [name: string, request: string, answer: string | null, leave: "stay" | "at once" | "answered"])[] = [
    ["an answer", GET, OK, "stay"],
    ["no answer in time", GET, null, "stay"],
    ["an answer that is no HTTP", GET, "no HTTP\r\n\r\n", "stay"],
    ["a client that leaves before the answer", GET, null, "at once"],
    ["a client that leaves within the answer", GET, BEGUN, "answered"],
    ["a client that leaves within its upload", UPLOAD, null, "at once"],
  ];
  for (const [name, request, answer, leave] of rows) {
    await using stack = new AsyncDisposableStack();
    const upstream: RawUpstream = stack.adopt(await startRawUpstream((socket) => void (answer === null || socket.write(answer))), (each) =>
      each.close(),
    );
    const gateway = await gatewayBefore(stack, upstream.base);
    if (leave === "stay") await exchangeRaw(gateway.port, request);
    else {
      const client = await RawClient.connect(gateway.port);
      client.send(request);
      await upstream.until(() => upstream.received[0]?.includes("\r\n\r\n") === true, name);
      if (leave === "answered") await client.until(() => client.text.includes("begun"), name);
      await underWay(gateway, 1, name);
      // Why a reset: after a mere end the client may still read, and nothing tells that it does not.
      client.socket.resetAndDestroy();
    }
    await underWay(gateway, 0, name);
  }
  assert.equal(rows.length, 6);
});

test("an open WebSocket is a request under way, until either side is gone", async () => {
  const responses = { 200: { description: "ok" } };
  const document = {
    openapi: "3.1.0",
    info: { title: "sockets", version: "1" },
    security: [],
    paths: { "/live": { get: { responses, "x-portcullis-websocket": true } } },
  };
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startWebSocketServer({}), (each) => each.close());
  const gateway = stack.adopt(
    await startTestGateway({ document, upstream: "", api: { upstream: { url: upstream.base, breaker: {} } } }),
    (started) => started.close(),
  );
  for (let count = 0; count < 2; count++) {
    const client = await FrameClient.open(gateway.port, "/live");
    await underWay(gateway, 1, "the socket");
    await client[Symbol.asyncDispose]();
    await underWay(gateway, 0, "the socket");
  }
});
