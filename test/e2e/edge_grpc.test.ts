/** gRPC end to end, with a real client and a real server: all four kinds of calls, statuses and metadata behind messages, deadlines, and what is refused. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import * as grpc from "@grpc/grpc-js";
import { eventually } from "../support/edge.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";

const PROTO = `
syntax = "proto3";
package shop.v1;
message Order { string id = 1; }
service Orders {
  rpc Get (Order) returns (Order);
  rpc Watch (Order) returns (stream Order);
  rpc Import (stream Order) returns (Order);
  rpc Chat (stream Order) returns (stream Order);
}
`;

const bytes = { serialize: (value: Buffer): Buffer => value, deserialize: (value: Buffer): Buffer => value };
const method = (name: string, requestStream: boolean, responseStream: boolean): grpc.MethodDefinition<Buffer, Buffer> => ({
  path: `/shop.v1.Orders/${name}`,
  requestStream,
  responseStream,
  requestSerialize: bytes.serialize,
  requestDeserialize: bytes.deserialize,
  responseSerialize: bytes.serialize,
  responseDeserialize: bytes.deserialize,
});
const DECLARED = {
  Get: method("Get", false, false),
  Watch: method("Watch", false, true),
  Import: method("Import", true, false),
  Chat: method("Chat", true, true),
};
/** Also one that the gateway's description does not have. */
const SERVED = { ...DECLARED, Drop: method("Drop", false, false) };
const Client = grpc.makeGenericClientConstructor(SERVED, "Orders");

const HANDLERS: grpc.UntypedServiceImplementation = {
  Get: (call: grpc.ServerUnaryCall<Buffer, Buffer>, done: grpc.sendUnaryData<Buffer>) => {
    const text = call.request.toString();
    const trailer = new grpc.Metadata();
    trailer.set("x-after", "trailing");
    if (text === "missing") done({ code: grpc.status.NOT_FOUND, details: "no such order: ü", metadata: trailer });
    else if (text === "large") done(null, Buffer.alloc(2_000_000, 1));
    else if (text !== "never") done(null, Buffer.from(`got ${text} as ${String(call.metadata.get("x-tenant")[0])}`), trailer);
  },
  Watch: (call: grpc.ServerWritableStream<Buffer, Buffer>) => {
    for (let index = 0; index < 3; index++) call.write(Buffer.from(`${call.request.toString()} ${index}`));
    call.end();
  },
  Import: (call: grpc.ServerReadableStream<Buffer, Buffer>, done: grpc.sendUnaryData<Buffer>) => {
    let count = 0;
    call.on("data", () => count++);
    call.on("end", () => done(null, Buffer.from(String(count))));
  },
  Chat: (call: grpc.ServerDuplexStream<Buffer, Buffer>) => {
    call.on("data", (message: Buffer) => call.write(Buffer.from(`re: ${message.toString()}`)));
    call.on("end", () => call.end());
  },
  Drop: (_call: grpc.ServerUnaryCall<Buffer, Buffer>, done: grpc.sendUnaryData<Buffer>) => done(null, Buffer.from("dropped")),
};

interface World {
  readonly gateway: TestGateway;
  readonly client: InstanceType<typeof Client>;
  /** Methods that reached the server. */
  readonly served: string[];
}

async function before(
  stack: AsyncDisposableStack,
  options: object = {},
  api: object = { public: true },
  protocol: object = {},
): Promise<World> {
  const served: string[] = [];
  const server = new grpc.Server({
    interceptors: [
      (definition, call) => {
        served.push(definition.path);
        return new grpc.ServerInterceptingCall(call);
      },
    ],
  });
  server.addService(SERVED, HANDLERS);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  stack.defer(() => server.forceShutdown());
  const url = `http://127.0.0.1:${port}`;
  const gateway = stack.adopt(
    await startTestGateway({
      upstream: url,
      api: { routes: undefined, grpc: { files: ["orders.proto"], ...options }, upstream: { url, http2: true }, ...api },
      config: { listen: { address: "127.0.0.1:0", http2: "cleartext" }, protocol },
      files: { "orders.proto": PROTO },
    }),
    (started) => started.close(),
  );
  const client = new Client(`127.0.0.1:${gateway.port}`, grpc.credentials.createInsecure());
  stack.defer(() => client.close());
  return { gateway, client, served };
}

interface Called {
  readonly value: string | null;
  readonly code: grpc.status;
  readonly details: string;
  readonly after: grpc.MetadataValue | undefined;
}

/** One unary call by name. */
function call(client: World["client"], name: keyof typeof SERVED, text: string, options: grpc.CallOptions = {}): Promise<Called> {
  const { path, requestSerialize, responseDeserialize } = SERVED[name];
  return new Promise((resolve) => {
    const metadata = new grpc.Metadata();
    metadata.set("x-tenant", "acme");
    let value: string | null = null;
    const started = client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      Buffer.from(text),
      metadata,
      options,
      (error, answer) => {
        value = error === null ? (answer?.toString() ?? null) : null;
      },
    );
    started.on("status", ({ code, details, metadata: trailing }) =>
      setImmediate(() => resolve({ value, code, details, after: trailing.get("x-after")[0] })),
    );
  });
}

/** From here on no API takes a call from this machine. */
async function denyLoopback({ configFile, gateway }: TestGateway): Promise<void> {
  const written: { apis: Record<string, unknown>[] } = JSON.parse(readFileSync(configFile, "utf8"));
  for (const api of written.apis) api["ip"] = { deny: ["127.0.0.0/8"] };
  writeFileSync(configFile, JSON.stringify(written));
  await gateway.reload();
}

test("unary calls: message, metadata both ways, and a status with its details behind the message", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, gateway } = await before(stack);
  assert.deepEqual(await call(client, "Get", "7"), { value: "got 7 as acme", code: grpc.status.OK, details: "OK", after: "trailing" });
  const missing = await call(client, "Get", "missing");
  assert.deepEqual(missing, { value: null, code: grpc.status.NOT_FOUND, details: "no such order: ü", after: "trailing" });
  const { operation, outcome, path, grpcStatus, upstream } = await gateway.record();
  assert.deepEqual([operation, outcome, path, grpcStatus], ["shop.v1.Orders.Get", "forwarded", "/shop.v1.Orders/Get", grpc.status.OK]);
  assert.match(upstream ?? "", /^127\.0\.0\.1:[0-9]+$/u);
  const { status } = await gateway.record((record) => record.grpcStatus === grpc.status.NOT_FOUND);
  assert.equal(status, 200);
});

test("streams of the server, of the client, and of both at once", async () => {
  await using stack = new AsyncDisposableStack();
  const { client } = await before(stack);
  const { serialize, deserialize } = bytes;
  const watched: string[] = [];
  const watching = client.makeServerStreamRequest(SERVED.Watch.path, serialize, deserialize, Buffer.from("w"));
  for await (const message of watching) watched.push(String(message));
  assert.deepEqual(watched, ["w 0", "w 1", "w 2"]);
  const imported = await new Promise((resolve, reject) => {
    const stream = client.makeClientStreamRequest(SERVED.Import.path, serialize, deserialize, (error, answer) =>
      error === null ? resolve(String(answer)) : reject(error),
    );
    for (let index = 0; index < 20; index++) stream.write(Buffer.alloc(1_000, index));
    stream.end();
  });
  assert.equal(imported, "20");
  const chat = client.makeBidiStreamRequest(SERVED.Chat.path, serialize, deserialize);
  const answers: string[] = [];
  // Why one by one: each answer comes while the request is still open.
  for (const text of ["a", "b", "c"]) {
    const answer = new Promise((resolve) => chat.once("data", resolve));
    chat.write(Buffer.from(text));
    answers.push(String(await answer));
  }
  chat.end();
  await new Promise((resolve) => chat.once("status", resolve).resume());
  assert.deepEqual(answers, ["re: a", "re: b", "re: c"]);
});

test("a method that no descriptor declares never reaches the server, though it has it", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, gateway, served } = await before(stack);
  const refused = await call(client, "Drop", "x");
  assert.equal(refused.code, grpc.status.UNIMPLEMENTED);
  assert.deepEqual(served, []);
  assert.equal((await gateway.record()).code, "undeclared_path");
});

test("refusals are statuses of gRPC: no caller, too many calls, a message that is too long", async () => {
  await using stack = new AsyncDisposableStack();
  const limits = [{ per: "ip", rate: "3/min" }];
  const { client, gateway, served } = await before(stack, { max_message: "1KB" }, { public: true, limits });
  assert.equal((await call(client, "Get", "x".repeat(2_000))).code, grpc.status.RESOURCE_EXHAUSTED);
  assert.equal((await call(client, "Get", "ok")).code, grpc.status.OK);
  assert.notEqual((await call(client, "Get", "large")).code, grpc.status.OK);
  const limited = await call(client, "Get", "ok");
  assert.equal(limited.code, grpc.status.RESOURCE_EXHAUSTED);
  const { outcome, status, grpcStatus, upstream } = await gateway.record(({ code }) => code === "rate_limited");
  assert.deepEqual([outcome, status, grpcStatus, upstream], ["denied", 200, grpc.status.RESOURCE_EXHAUSTED, null]);
  assert.match(limited.details, /rate_limited|too_many/u);
  assert.equal(served.filter((path) => path.endsWith("/Get")).length <= 3, true);
});

test("the caller's deadline ends the call, at the gateway too, and no call outlives the configured one", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, gateway } = await before(stack, { max_call: "400ms" });
  const late = await call(client, "Get", "never");
  assert.equal(late.code, grpc.status.DEADLINE_EXCEEDED);
  assert.equal((await gateway.record()).code, "request_timeout");
  const sooner = await call(client, "Get", "never", { deadline: Date.now() + 100 });
  assert.equal(sooner.code, grpc.status.DEADLINE_EXCEEDED);
});

test("a call whose answers stream is judged again while it lasts, and breaks off when it is denied", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway, client } = await before(stack, {}, { public: true }, { max_generation_age: "200ms" });
  const { path, requestSerialize, responseDeserialize } = SERVED.Chat;
  const chat = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  const answers: string[] = [];
  let code: grpc.status | null = null;
  chat.on("data", (message: Buffer) => answers.push(message.toString()));
  chat.on("error", () => {});
  chat.on("status", (status) => (code = status.code));
  chat.write(Buffer.from("a"));
  await eventually(() => answers.length === 1, "the first answer");
  await new Promise((resolve) => setTimeout(resolve, 600));
  chat.write(Buffer.from("b"));
  await eventually(() => answers.length === 2, "an answer after it was judged again");
  await denyLoopback(gateway);
  await eventually(() => code !== null, "the end of the call");
  assert.notEqual(code, grpc.status.OK);
  const record = await gateway.record(({ by }) => by === "api_ip");
  assert.deepEqual([record.outcome, record.status], ["denied", 200]);
});

test("a call whose messages stream to an API that does not answer yet is judged again as well", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway, client, served } = await before(stack, {}, { public: true }, { max_generation_age: "200ms" });
  const { path, requestSerialize, responseDeserialize } = SERVED.Import;
  let code: grpc.status | null = null;
  const upload = client.makeClientStreamRequest(path, requestSerialize, responseDeserialize, () => {});
  upload.on("error", () => {});
  upload.on("status", (status) => (code = status.code));
  upload.write(Buffer.from("a"));
  await eventually(() => served.includes(path), "the call");
  await new Promise((resolve) => setTimeout(resolve, 600));
  assert.equal(code, null, "it goes on while it may");
  await denyLoopback(gateway);
  await eventually(() => code !== null, "the end of the call");
  assert.notEqual(code, grpc.status.OK);
  const record = await gateway.record(({ by }) => by === "api_ip");
  assert.equal(record.outcome, "denied");
});

test("over HTTP/1.1 nothing of gRPC is served, and what is no call of gRPC is refused", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway, served } = await before(stack);
  const answer = await fetch(`${gateway.base}/shop.v1.Orders/Get`, {
    method: "POST",
    headers: { "content-type": "application/grpc" },
    body: new Uint8Array([0, 0, 0, 0, 0]),
  });
  assert.equal(answer.headers.get("grpc-status"), "13");
  assert.equal((await gateway.record()).code, "http2_required");
  assert.deepEqual(served, []);
});
