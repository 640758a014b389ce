/** Bodies that are kept whole, of many connections and streams at once: bounded together and for each client, and what is refused for it is refused at once. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { constants } from "node:http2";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { startEcho } from "../support/echo.ts";
import { eventually } from "../support/edge.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { ask, connectHttp2 } from "../support/http2_client.ts";
import { field, RawClient } from "../support/raw_client.ts";

const KB = 1_024;
const BODY = 200 * KB;
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Shop", version: "1" },
  security: [],
  paths: {
    "/orders": {
      post: {
        operationId: "order",
        requestBody: { required: true, content: { "application/json": { schema: { type: "object" } } } },
        responses: { 200: { description: "ok" } },
      },
    },
  },
};

async function start(stack: AsyncDisposableStack): Promise<TestGateway> {
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const options = { upstream: echo.base, document: DOCUMENT };
  const config = { listen: { address: "127.0.0.1:0", http2: "cleartext" }, protocol: { buffered_bodies: "1MB" } };
  return stack.adopt(await startTestGateway({ ...options, config }), (started) => started.close());
}

const HEAD = `POST /orders HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n`;

/** Sends all of a body but its last byte. */
async function withhold(stack: AsyncDisposableStack, { port }: TestGateway, localAddress: string): Promise<RawClient> {
  const client = stack.use(await RawClient.connect(port, { localAddress }));
  return client.send(`${HEAD}Content-Length: ${BODY}\r\n\r\n{${" ".repeat(BODY - 2)}`);
}

async function keptBytes({ adminPort, folder }: TestGateway): Promise<number> {
  const token = readFileSync(`${folder}/.portcullis/admin-token`, "utf8").trim();
  const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
  return Number(/^portcullis_buffered_bodies_bytes (\d+)$/mu.exec(text)?.[1]);
}

test("a client that withholds the ends of its bodies is refused more, others are not, and what it lets go of is room again", async () => {
  await using stack = new AsyncDisposableStack();
  const gateway = await start(stack);
  const first = await withhold(stack, gateway, "127.0.0.2");
  const second = await withhold(stack, gateway, "127.0.0.2");
  await eventually(async () => (await keptBytes(gateway)) === 2 * (BODY - 1), "both bodies");
  const refused = await (await withhold(stack, gateway, "127.0.0.2")).answer();
  assert.deepEqual([refused.status, field(refused, "retry-after"), field(refused, "connection")], [503, "1", "close"]);
  const record = await gateway.record(({ outcome }) => outcome === "denied");
  assert.deepEqual([record.by, record.findings[0]?.code, record.findings[0]?.place], ["buffered_bodies", "overload.memory", "body"]);
  const other = await withhold(stack, gateway, "127.0.0.3");
  assert.equal((await other.send("}").answer()).status, 200);
  assert.equal((await first.send("}").answer()).status, 200);
  second.abort();
  await eventually(async () => (await keptBytes(gateway)) === 0, "nothing to be kept");
  assert.equal((await (await withhold(stack, gateway, "127.0.0.2")).send("}").answer()).status, 200);
});

test("streams of HTTP/2 are counted with all else of their client", async () => {
  await using stack = new AsyncDisposableStack();
  const gateway = await start(stack);
  const sessions = [];
  for (let index = 0; index < 3; index++) sessions.push(stack.use(await connectHttp2(`http://127.0.0.1:${gateway.port}`)));
  const statuses: unknown[] = [];
  for (const session of sessions) {
    const stream = session.request({ ":method": "POST", ":path": "/orders", "content-type": "application/json" });
    stream.on("response", (headers) => statuses.push(headers[":status"]));
    stream.on("error", () => {});
    stream.write(`{${" ".repeat(BODY)}`);
  }
  await eventually(() => statuses.length === 1, "one refusal");
  assert.deepEqual(statuses, [503]);
  for (const session of sessions) session.destroy();
  await eventually(async () => (await keptBytes(gateway)) === 0, "nothing to be kept");
});

test("what a body becomes when it is decoded counts too", async () => {
  await using stack = new AsyncDisposableStack();
  const gateway = await start(stack);
  const zipped = (bytes: number): string => gzipSync(`{"a":"${randomBytes(bytes / 2).toString("hex")}"}`).toString("latin1");
  const [small, large] = [zipped(200 * KB), zipped(400 * KB)];
  const send = async (body: string): Promise<number> => {
    await using client = await RawClient.connect(gateway.port);
    client.send(`${HEAD}Content-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    return (await client.answer()).status;
  };
  assert.deepEqual([await send(small), await send(large), await send(small)], [200, 503, 200]);
  assert.equal(await keptBytes(gateway), 0);
});

test("streams that are held open hold memory as well: a client's are refused beyond what it may have, to be sent again later", async () => {
  await using stack = new AsyncDisposableStack();
  const gateway = await start(stack);
  const session = stack.use(await connectHttp2(`http://127.0.0.1:${gateway.port}`, { settings: { initialWindowSize: 0 } }));
  const resets: number[] = [];
  // A value that is said once and then by its number in the table: a few bytes for 28 KB each time.
  const fields = Object.fromEntries(Array.from({ length: 8 }, (_none, index) => [`x-${index}`, "v".repeat(3_500)]));
  for (let index = 0; index < 100; index++) {
    const stream = session.request({ ":method": "POST", ":path": "/orders", "content-type": "application/json", ...fields });
    stream.on("error", () => {});
    stream.on("close", () => resets.push(stream.rstCode));
  }
  await eventually(() => resets.length > 70, "streams that are refused");
  assert.ok(resets.every((code) => code === constants.NGHTTP2_REFUSED_STREAM) && resets.length < 95, `${resets.length} were refused`);
  const { by, code, status } = await gateway.record();
  assert.deepEqual([by, code, status], ["buffered_bodies", "overloaded", 0]);
  assert.equal(gateway.records.length, 10, "after so many the connection takes no more");
  const other = await withhold(stack, gateway, "127.0.0.3");
  assert.equal((await other.send("}").answer()).status, 200);
  session.destroy();
  await eventually(async () => (await keptBytes(gateway)) === 0, "nothing to be held");
  const again = stack.use(await connectHttp2(`http://127.0.0.1:${gateway.port}`));
  assert.equal((await ask(again, { ":method": "POST", ":path": "/orders", "content-type": "application/json" }, "{}")).status, 200);
});
