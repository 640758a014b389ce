/** Event streams and long polling: what the upstream says reaches the client at once, for as long as it may, and no longer than the caller is let in. */
import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import http2 from "node:http2";
import { test } from "node:test";
import { eventually } from "../support/edge.ts";
import { startEcho } from "../support/echo.ts";
import { startTestGateway, type TestGateway, type TestGatewayOptions } from "../support/gateway.ts";
import { startTestIssuer, TEST_AUDIENCE } from "../support/issuer.ts";
import { RawClient } from "../support/raw_client.ts";

const GET = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n";
const STREAM = { "content-type": "text/event-stream; charset=utf-8" };

interface World {
  readonly gateway: TestGateway;
  /** Answers under way, in the order of their requests. */
  readonly answers: ServerResponse[];
}

/** An upstream that leaves every answer to the test. */
async function world(
  stack: AsyncDisposableStack,
  options: Partial<TestGatewayOptions> & { readonly timeouts?: object } = {},
): Promise<World> {
  const { timeouts = {}, api, ...rest } = options;
  const answers: ServerResponse[] = [];
  const upstream = stack.adopt(await startEcho((_request, response) => void answers.push(response)), (started) => started.close());
  const started = await startTestGateway({
    upstream: upstream.base,
    ...rest,
    api: { public: true, ...api, upstream: { url: upstream.base, ...timeouts } },
  });
  return { answers, gateway: stack.adopt(started, (each) => each.close()) };
}

/** An event stream that has begun, its first event read by the client. */
async function begun(
  stack: AsyncDisposableStack,
  { gateway, answers }: World,
  request = GET,
): Promise<readonly [RawClient, ServerResponse]> {
  const client = stack.use(await RawClient.connect(gateway.port));
  client.send(request);
  const count = answers.length;
  await eventually(() => answers.length > count, "the request");
  const answer = answers[count];
  assert.ok(answer !== undefined);
  answer.writeHead(200, STREAM);
  answer.write("data: first\n\n");
  await client.until(() => client.text.includes("data: first\n\n"), "the first event");
  return [client, answer];
}

test("the first event arrives while the upstream holds the answer open, and each of the others by itself", async () => {
  await using stack = new AsyncDisposableStack();
  const started = await world(stack);
  const [client, answer] = await begun(stack, started);
  for (const event of ["data: second\n\n", ": a comment\n\n", "id: 3\ndata: third\n\n"]) {
    answer.write(event);
    await client.until(() => client.text.includes(event), event);
  }
  answer.end();
  await client.until(() => client.text.endsWith("0\r\n\r\n"), "the end");
  const record = await started.gateway.record();
  assert.deepEqual([record.outcome, record.status, record.messages], ["forwarded", 200, null]);
});

test("the first event arrives at once over HTTP/2 too", async () => {
  await using stack = new AsyncDisposableStack();
  const listen = { address: "127.0.0.1:0", http2: "cleartext" };
  const { gateway, answers } = await world(stack, { config: { listen } });
  const session = http2.connect(gateway.base);
  stack.defer(() => session.destroy());
  session.on("error", () => {});
  const stream = session.request({ ":path": "/events" });
  let text = "";
  let ended = false;
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => (text += chunk));
  stream.on("error", () => {});
  stream.on("close", () => (ended = true));
  await eventually(() => answers.length === 1, "the request");
  answers[0]?.writeHead(200, STREAM).write("data: first\n\n");
  await eventually(() => text === "data: first\n\n", "the first event");
  const closed = gateway.gateway.close();
  await eventually(() => ended, "the end of the stream when the gateway goes down");
  await closed;
});

test("the time for whole answers and requests does not end an event stream; other answers it does", async () => {
  await using stack = new AsyncDisposableStack();
  const config = { protocol: { request_timeout: "500ms" } };
  const started = await world(stack, { timeouts: { timeout: "500ms" }, config });
  const [client, answer] = await begun(stack, started);
  const slow = stack.use(await RawClient.connect(started.gateway.port));
  slow.send(GET);
  await eventually(() => started.answers.length === 2, "the other request");
  started.answers[1]?.writeHead(200, { "content-type": "text/plain" }).write("part");
  await slow.rest();
  assert.match(slow.text, /part/u);
  await started.gateway.record(({ outcome }) => outcome === "failed");
  answer.write("data: later\n\n");
  await client.until(() => client.text.includes("data: later\n\n"), "an event after that time");
});

test("an event stream has a bound of its own, and an idle one that of pauses, each per API", async () => {
  for (const [timeouts, code] of [
    [{ event_stream_timeout: "400ms" }, "upstream_timeout"],
    [{ between_bytes_timeout: "400ms" }, "upstream_timeout"],
  ] as const) {
    await using stack = new AsyncDisposableStack();
    const started = await world(stack, { timeouts });
    const [client, answer] = await begun(stack, started);
    // Events keep an idle stream alive, and none keeps one beyond its bound.
    const timer = "event_stream_timeout" in timeouts ? setInterval(() => answer.write("data: x\n\n"), 50) : null;
    if (timer !== null) stack.defer(() => clearInterval(timer));
    assert.doesNotMatch(await client.rest(), /0\r\n\r\n$/u);
    const record = await started.gateway.record();
    assert.deepEqual([record.outcome, record.status, record.code], ["failed", 200, code]);
  }
});

test("an idle event stream outlives a short pause where its API says so", async () => {
  await using stack = new AsyncDisposableStack();
  const started = await world(stack, { timeouts: { between_bytes_timeout: "1h" }, config: { protocol: { idle_timeout: "300ms" } } });
  const [client, answer] = await begun(stack, started);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  answer.write("data: later\n\n");
  await client.until(() => client.text.includes("data: later\n\n"), "an event after the pause");
});

test("it breaks off when its token expires", async () => {
  await using stack = new AsyncDisposableStack();
  const issuer = stack.adopt(await startTestIssuer(), (each) => each.close());
  const auth = { issuer: issuer.issuer, audience: TEST_AUDIENCE, skew: "0s" };
  const started = await world(stack, { api: { public: false, auth } });
  const authorized = (seconds: number): string => {
    const exp = Math.floor(Date.now() / 1_000) + seconds;
    return GET.replace("\r\n\r\n", `\r\nAuthorization: Bearer ${issuer.token({ claims: { exp } })}\r\n\r\n`);
  };
  const [long, answer] = await begun(stack, started, authorized(300));
  const [short] = await begun(stack, started, authorized(5));
  assert.doesNotMatch(await short.rest(), /0\r\n\r\n$/u);
  const record = await started.gateway.record();
  assert.deepEqual([record.outcome, record.by, record.code, record.status], ["denied", "authn", "invalid_token", 200]);
  answer.write("data: still here\n\n");
  await long.until(() => long.text.includes("still here"), "an event of the other");
});

test("it breaks off when the gateway goes down, so that its client connects elsewhere", async () => {
  await using stack = new AsyncDisposableStack();
  const started = await world(stack);
  const [client] = await begun(stack, started);
  const closed = started.gateway.gateway.close();
  await client.rest();
  await closed;
  assert.equal((await started.gateway.record()).outcome, "abandoned");
});

test("a long poll waits as long as its API may, and its answer comes at once", async () => {
  await using stack = new AsyncDisposableStack();
  const started = await world(stack, { timeouts: { first_byte_timeout: "1h", timeout: "1h" } });
  const client = stack.use(await RawClient.connect(started.gateway.port));
  client.send(GET.replace("/events", "/poll"));
  await eventually(() => started.answers.length === 1, "the request");
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  started.answers[0]?.end("news");
  assert.equal((await client.answer()).body, "news");
});

test("clients that hold all the event streams there may be keep other requests from nobody", async () => {
  await using stack = new AsyncDisposableStack();
  const { answers, gateway } = await world(stack, { timeouts: { connections: 8 } });
  const ask = async (localAddress: string, path: string): Promise<RawClient> => {
    const client = stack.use(await RawClient.connect(gateway.port, { localAddress }));
    const count = answers.length;
    client.send(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await eventually(() => answers.length > count, "the request");
    return client;
  };
  const statuses: number[] = [];
  for (const address of ["127.0.0.2", "127.0.0.2", "127.0.0.2", "127.0.0.2", "127.0.0.3", "127.0.0.3", "127.0.0.3", "127.0.0.3"]) {
    const client = await ask(address, "/events");
    answers.at(-1)?.writeHead(200, STREAM).write("data: first\n\n");
    await client.until(() => client.text.includes("\r\n\r\n"), "the answer");
    statuses.push(Number(client.text.slice(9, 12)));
  }
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 200, 503, 503]);
  for (let count = 0; count < 3; count++) {
    const other = await ask("127.0.0.4", "/a");
    answers.at(-1)?.end("ok");
    assert.equal((await other.answer()).status, 200);
  }
});
