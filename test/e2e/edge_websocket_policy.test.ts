/** What may be said over a WebSocket, in every mode, and how long it may last, through a whole gateway to a real server. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { eventually } from "../support/edge.ts";
import { startTestGateway, type TestGateway, type TestGatewayOptions } from "../support/gateway.ts";
import { startTestIssuer, TEST_AUDIENCE } from "../support/issuer.ts";
import { exchangeRaw } from "../support/raw_client.ts";
import { FrameClient, opening } from "../support/websocket_client.ts";
import { BINARY, CLOSE_FRAME, CONTINUATION, frame, PING, TEXT } from "../support/websocket_frames.ts";
import { type ServerBehaviour, startWebSocketServer, type TestWebSocketServer } from "../support/websocket_server.ts";

const OK = { responses: { 200: { description: "ok" } } };
const COMMAND = {
  type: "object",
  required: ["op"],
  additionalProperties: false,
  properties: { op: { enum: ["add", "remove"] }, count: { type: "integer", maximum: 9 } },
};

function documentOf(extension: unknown): object {
  return {
    openapi: "3.1.0",
    info: { title: "sockets", version: "1" },
    security: [],
    paths: { "/live": { get: { ...OK, operationId: "live", "x-portcullis-websocket": extension } } },
    components: { schemas: { Command: COMMAND } },
  };
}

interface World {
  readonly upstream: TestWebSocketServer;
  readonly gateway: TestGateway;
}

async function world(
  stack: AsyncDisposableStack,
  extension: unknown,
  options: Partial<TestGatewayOptions> = {},
  behaviour: ServerBehaviour = {},
): Promise<World> {
  const upstream = stack.adopt(await startWebSocketServer(behaviour), (started) => started.close());
  const started = await startTestGateway({ document: documentOf(extension), upstream: upstream.base, ...options });
  return { upstream, gateway: stack.adopt(started, (each) => each.close()) };
}

const text = (payload: string): { opcode: number; payload: string } => ({ opcode: TEXT, payload });

test("messages are held to the schema of their side; what does not fit is not passed on, and the reason says nothing of it", async () => {
  const inline = { client: { schema: COMMAND } };
  const rows: readonly (readonly [name: string, extension: unknown, api: object])[] = [
    ["written in the document", inline, {}],
    ["by reference from the document", { client: { schema: "#/components/schemas/Command" } }, {}],
    ["a reference as schema", { client: { schema: { $ref: "#/components/schemas/Command" } } }, {}],
    ["by reference from the configuration", true, { websocket: { client: { schema: "#/components/schemas/Command" } } }],
    ["written in the configuration", true, { operations: { live: { websocket: inline } } }],
  ];
  for (const [name, extension, api] of rows) {
    await using stack = new AsyncDisposableStack();
    const { upstream, gateway } = await world(stack, extension, { api });
    await using client = await FrameClient.open(gateway.port, "/live");
    client.send(text('{"op":"add"}'), { opcode: TEXT, payload: '{"op":', fin: false }, { opcode: CONTINUATION, payload: '"remove"}' });
    assert.deepEqual(
      (await client.first(2)).map(({ payload, fin }) => [payload.toString(), fin]),
      [
        ['{"op":"add"}', true],
        ['{"op":"remove"}', true],
      ],
      name,
    );
    client.send(text('{"op":"add","count":4711}'), text('{"op":"add"}'));
    assert.deepEqual(await client.closed(), { code: 1008, reason: "message not as described" }, name);
    await eventually(() => upstream.sockets[0]?.closed !== null, "the end at the upstream");
    assert.deepEqual([upstream.sockets[0]?.messages.length, upstream.sockets[0]?.closed], [2, { code: 1001, reason: "" }], name);
    const record = await gateway.record();
    assert.deepEqual(
      [record.outcome, record.by, record.phase, record.code, record.status],
      ["denied", "websocket", "body", "message_refused", 101],
    );
    assert.deepEqual(
      record.findings.map(({ code, place, guard }) => [code, place, guard]),
      [["schema.maximum", "client_message:/count", "websocket"]],
    );
    assert.doesNotMatch(JSON.stringify(record), /4711/u);
    assert.ok(record.steps > 0);
  }
  assert.equal(rows.length, 5);
});

test("what is no JSON is 1007, another kind of message 1003, with a twin that passes", async () => {
  const extension = { client: { schema: COMMAND }, server: { types: ["text"] } };
  await using stack = new AsyncDisposableStack();
  const behaviour: ServerBehaviour = { onMessage: (socket, data) => socket.send(data, { binary: data.includes("remove") }) };
  const { gateway } = await world(stack, extension, {}, behaviour);
  const rows: readonly (readonly [payload: Buffer, code: number, outcome: string, finding: string])[] = [
    [frame(text('{"op":"add","op":"remove"}')), 1007, "denied", "json.duplicate_key"],
    [frame(text("")), 1007, "denied", "json.syntax"],
    [frame({ opcode: BINARY, payload: '{"op":"add"}' }), 1003, "denied", "websocket.type"],
    [frame(text('{"op":"remove"}')), 1014, "denied", "websocket.type"],
  ];
  for (const [bytes, code, outcome, finding] of rows) {
    gateway.records.length = 0;
    await using client = await FrameClient.open(gateway.port, "/live");
    client.send(text('{"op":"add"}'));
    await client.first(1);
    client.send(bytes);
    assert.equal((await client.closed()).code, code, finding);
    const record = await gateway.record();
    assert.deepEqual([record.outcome, record.findings[0]?.code], [outcome, finding]);
    assert.equal(record.phase, code === 1014 ? "response" : "body");
  }
  assert.equal(rows.length, 4);
});

test("messages of the API are held to their schema too: the client learns 1014, the API what is wrong", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await world(stack, { server: { schema: COMMAND } });
  await using client = await FrameClient.open(gateway.port, "/live");
  client.send(text('{"op":"add"}'), text('{"op":"secret"}'));
  assert.equal((await client.closed()).code, 1014);
  assert.deepEqual(
    client.frames.filter(({ opcode }) => opcode === TEXT).map(({ payload }) => payload.toString()),
    ['{"op":"add"}'],
  );
  await eventually(() => upstream.sockets[0]?.closed?.code === 1008, "the end at the upstream");
  const record = await gateway.record();
  assert.deepEqual([record.phase, record.findings[0]?.code, record.findings[0]?.place], ["response", "schema.enum", "server_message:/op"]);
});

test("only observed, everything passes and the record says what would have been refused; off, nothing is looked at", async () => {
  const extension = { origins: ["https://app.example"], client: { schema: COMMAND, rate: "1/h" } };
  for (const mode of ["observe", "off"]) {
    await using stack = new AsyncDisposableStack();
    const { upstream, gateway } = await world(stack, extension, { api: { modes: { websocket: mode } } });
    await using client = await FrameClient.open(gateway.port, "/live", { Origin: "https://evil.example" });
    client.send(text("no json"), { opcode: BINARY, payload: "x" });
    await client.first(2);
    client.send({ opcode: CLOSE_FRAME });
    await client.closed();
    assert.deepEqual(upstream.sockets[0]?.messages, ["no json", "0x78"]);
    const record = await gateway.record();
    assert.equal(record.outcome, "forwarded");
    assert.deepEqual(
      record.findings.map(({ code, would }) => [code, would]),
      mode === "off"
        ? []
        : [
            ["websocket.origin", "deny"],
            ["json.syntax", "deny"],
            ["websocket.type", "deny"],
            ["websocket.rate", "deny"],
          ],
    );
    assert.deepEqual(record.observed, mode === "off" ? [] : ["websocket"]);
  }
});

test("sizes hold in every mode, before a byte of what is too large is taken", async () => {
  const extension = { client: { max_frame: "100", max_message: "150" }, server: { max_message: "10" } };
  const rows: readonly (readonly [frames: readonly Buffer[], code: number, finding: string | null])[] = [
    [[frame(text("x".repeat(10)))], 0, null],
    [[frame({ opcode: TEXT, told: 101 })], 1009, "websocket.frame_too_large"],
    [
      [frame({ opcode: TEXT, payload: "x".repeat(100), fin: false }), frame({ opcode: CONTINUATION, told: 51 })],
      1009,
      "websocket.message_too_large",
    ],
    // The echo of what the client may say is more than the API may.
    [[frame(text("x".repeat(11)))], 1014, "upstream.ambiguous_messages"],
  ];
  for (const mode of ["enforce", "off"]) {
    await using stack = new AsyncDisposableStack();
    const { gateway } = await world(stack, extension, { api: { modes: { websocket: mode } } });
    for (const [frames, code, finding] of rows) {
      await using client = await FrameClient.open(gateway.port, "/live");
      client.send(...frames);
      if (finding === null) {
        await client.first(1);
        continue;
      }
      assert.equal((await client.closed()).code, code, finding);
      await gateway.record(({ findings }) => findings[0]?.code === finding);
    }
  }
  assert.equal(rows.length, 4);
});

test("messages that come faster than their rate end it with 1008; pings have a bound of their own", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await world(stack, { client: { rate: "1/h", burst: 3 } }, {}, { autoPong: false });
  await using client = await FrameClient.open(gateway.port, "/live");
  client.send(...Array.from({ length: 4 }, (_, index) => text(`m${index}`)));
  assert.deepEqual(await client.closed(), { code: 1008, reason: "too many messages" });
  assert.deepEqual(upstream.sockets[0]?.messages, ["m0", "m1", "m2"]);
  assert.equal((await gateway.record()).findings[0]?.code, "websocket.rate");

  await using pinger = await FrameClient.open(gateway.port, "/live");
  const pings = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => frame({ opcode: PING })));
  pinger.send(pings(150));
  await eventually(() => upstream.sockets[1]?.pings.length === 150, "the pings");
  pinger.send(pings(5_000));
  assert.deepEqual(await pinger.closed(), { code: 1008, reason: "too many pings" });
  const record = await gateway.record(({ findings }) => findings[0]?.code === "websocket.control_rate");
  assert.deepEqual([record.outcome, record.by], ["denied", "websocket"]);
});

test("an idle connection ends, and so does one that only pings where that is no sign of life; a message that never ends is idle", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await world(stack, { idle_timeout: "400ms", keep_alive: "messages" });
  await using idle = await FrameClient.open(gateway.port, "/live");
  await using pinging = await FrameClient.open(gateway.port, "/live");
  await using endless = await FrameClient.open(gateway.port, "/live");
  const timer = setInterval(() => {
    pinging.send({ opcode: PING });
    endless.send({ opcode: CONTINUATION, payload: "x", fin: false });
  }, 100);
  stack.defer(() => clearInterval(timer));
  endless.send({ opcode: TEXT, payload: "x", fin: false });
  for (const client of [idle, pinging, endless]) assert.deepEqual(await client.closed(), { code: 1001, reason: "idle" });
  await eventually(() => upstream.sockets.every(({ closed }) => closed?.code === 1001), "the end at the upstream");
  await eventually(() => gateway.records.length === 3, "the records");
  for (const record of gateway.records) assert.deepEqual([record.outcome, record.findings[0]?.code], ["forwarded", "websocket.idle"]);
});

test("pings keep a connection alive by default, its lifetime ends it all the same", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await world(stack, { idle_timeout: "1500ms", lifetime: "2s" });
  await using client = await FrameClient.open(gateway.port, "/live");
  const timer = setInterval(() => client.send({ opcode: PING }), 100);
  stack.defer(() => clearInterval(timer));
  assert.deepEqual(await client.closed(), { code: 1001, reason: "lifetime" });
  assert.equal((await gateway.record()).findings[0]?.code, "websocket.lifetime");
});

test("pages of other origins may not connect; the gateway's own, and those that are listed, may", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await world(stack, { origins: ["https://app.example"] });
  const refused = await exchangeRaw(gateway.port, opening("/live", { Origin: "https://evil.example", Cookie: "session=1" }));
  assert.equal(refused.status, 403);
  assert.match(refused.body, /websocket_origin/u);
  assert.equal(upstream.sockets.length, 0);
  for (const origin of ["https://app.example", "http://a"]) {
    await using client = await FrameClient.open(gateway.port, "/live", { Origin: origin });
    client.send(text("x"));
    await client.first(1);
  }
});

test("it is closed when its token expires; one that lasts longer goes on", async () => {
  await using stack = new AsyncDisposableStack();
  const issuer = stack.adopt(await startTestIssuer(), (started) => started.close());
  const document = {
    ...documentOf(true),
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
  };
  const auth = { issuer: issuer.issuer, audience: TEST_AUDIENCE, skew: "0s" };
  const { upstream, gateway } = await world(stack, true, { document, api: { auth } });
  const now = Math.floor(Date.now() / 1_000);
  const open = (exp: number): Promise<FrameClient> =>
    FrameClient.open(gateway.port, "/live", { Authorization: `Bearer ${issuer.token({ claims: { exp } })}` });
  await using long = await open(now + 300);
  await using short = await open(now + 5);
  short.send(text("x"));
  await short.first(1);
  assert.deepEqual(await short.closed(), { code: 1008, reason: "not allowed any more" });
  await eventually(() => upstream.sockets[1]?.closed?.code === 1008, "the end at the upstream");
  const record = await gateway.record();
  assert.deepEqual(
    [record.outcome, record.by, record.phase, record.code, record.status],
    ["denied", "authn", "authn", "invalid_token", 101],
  );
  assert.equal(record.findings[0]?.code, "token.expired");
  long.send(text("still here"));
  assert.equal((await long.first(1))[0]?.payload.toString(), "still here");
});

test("rules that changed end it within max_generation_age, and its messages are held to the new ones", async () => {
  await using stack = new AsyncDisposableStack();
  const config = { protocol: { max_generation_age: "200ms" } };
  const { gateway } = await world(stack, true, { config });
  const reload = async (change: (api: Record<string, unknown>) => void): Promise<void> => {
    const written: { apis: Record<string, unknown>[] } = JSON.parse(readFileSync(gateway.configFile, "utf8"));
    const [api] = written.apis;
    assert.ok(api !== undefined);
    change(api);
    writeFileSync(gateway.configFile, JSON.stringify(written));
    assert.deepEqual(await gateway.gateway.reload(), []);
  };
  await using client = await FrameClient.open(gateway.port, "/live");
  client.send({ opcode: BINARY, payload: "x" });
  await client.first(1);
  await reload((api) => (api["websocket"] = { client: { types: ["text"] } }));
  const timer = setInterval(() => client.send({ opcode: BINARY, payload: "x" }), 50);
  stack.defer(() => clearInterval(timer));
  assert.equal((await client.closed()).code, 1003);
  clearInterval(timer);

  await using other = await FrameClient.open(gateway.port, "/live");
  await reload((api) => (api["ip"] = { deny: ["127.0.0.0/8"] }));
  assert.deepEqual(await other.closed(), { code: 1008, reason: "not allowed any more" });
  const record = await gateway.record(({ by }) => by === "api_ip");
  assert.deepEqual([record.outcome, record.phase, record.status], ["denied", "route", 101]);
});

test("a gateway that goes down tells both sides 1001 and waits for neither", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await world(stack, true);
  await using client = await FrameClient.open(gateway.port, "/live");
  client.send(text("x"));
  await client.first(1);
  const beganMs = performance.now();
  const closed = gateway.gateway.close();
  assert.deepEqual(await client.closed(), { code: 1001, reason: "going away" });
  await closed;
  assert.ok(performance.now() - beganMs < 20_000, "a drain that nobody held up");
  await eventually(() => upstream.sockets[0]?.closed?.code === 1001, "the end at the upstream");
  assert.deepEqual((await gateway.record()).messages, { client: 1, server: 1, closeCode: 1001 });
});

test("a WebSocket is one exchange for as long as it lasts: it holds its place, and gives it back at its end", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await world(stack, true, { api: { concurrency: { per: "ip", max: 1 } } });
  {
    await using client = await FrameClient.open(gateway.port, "/live");
    client.send(text("x"));
    await client.first(1);
    assert.equal((await exchangeRaw(gateway.port, opening("/live"))).status, 429);
    assert.equal(gateway.records.filter(({ status }) => status === 101).length, 0, "its record comes at its end");
  }
  await gateway.record(({ status }) => status === 101);
  await using next = await FrameClient.open(gateway.port, "/live");
  next.send(text("y"));
  await next.first(1);
});

test("an API without a document opens WebSockets where its configuration says so", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startWebSocketServer(), (started) => started.close());
  for (const [websocket, status] of [
    [undefined, 426],
    [true, 101],
  ] as const) {
    const api = { public: true, ...(websocket === undefined ? {} : { websocket }) };
    const gateway = stack.adopt(await startTestGateway({ upstream: upstream.base, api }), (started) => started.close());
    const answer = await exchangeRaw(gateway.port, opening("/anything"));
    // Without it the upgrade is not passed on, and this upstream speaks nothing else.
    assert.equal(answer.status, status);
  }
});
