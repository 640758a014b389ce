import assert from "node:assert/strict";
import { test } from "node:test";
import { testGeneration } from "../../test/support/compile_generation.ts";
import type { OperationPlan } from "./plan.ts";

const UPSTREAM = "http://127.0.0.1:1";
const body = (...types: readonly string[]): object => ({
  requestBody: { content: Object.fromEntries(types.map((type) => [type, { schema: { type: "object" } }])) },
});

/** The plan of an operation that is described so. */
async function planFor(described: object, api: object = {}, method = "post"): Promise<OperationPlan> {
  const operationObject = { operationId: "a", security: [], responses: { 200: { description: "ok" } }, ...described };
  const { generation, configIssues } = await testGeneration(
    { apis: [{ upstream: UPSTREAM, ...api }] },
    { "/a": { [method]: operationObject } },
  );
  const [only] = generation?.apis ?? [];
  const [operation] = only?.operations ?? [];
  assert.ok(only !== undefined && operation !== undefined, JSON.stringify(configIssues));
  return await only.planOf(operation);
}

test("forms have a smaller body than everything else, the operation's own word goes before the API's", async () => {
  const [FORM, JSON_TYPE] = ["application/x-www-form-urlencoded", "application/json"];
  const rows: readonly (readonly [described: object, api: object, bytes: number])[] = [
    [{}, {}, 1_048_576],
    [body(JSON_TYPE), {}, 1_048_576],
    [body(FORM, "multipart/form-data"), {}, 262_144],
    [body(FORM, JSON_TYPE), {}, 1_048_576],
    [body(FORM), { max_body: "2KB" }, 2_048],
    [body(FORM), { max_body: "2KB", operations: { a: { max_body: "3KB" } } }, 3_072],
  ];
  for (const [described, api, bytes] of rows)
    assert.equal((await planFor(described, api)).maxBodyBytes, bytes, JSON.stringify([described, api]));
  assert.equal(rows.length, 6);
});

test("a body is collected where something judges it, and a tunnel is opened only where the description says so", async () => {
  const plain = await planFor({});
  assert.deepEqual([plain.buffersRequest, plain.buffersResponse, plain.upgrade], [false, false, null]);
  assert.equal((await planFor(body("application/json"))).buffersRequest, true);
  const upgradeOf = async (extension: object, api: object = {}): Promise<string | null> => (await planFor(extension, api, "get")).upgrade;
  assert.equal(await upgradeOf({ "x-portcullis-websocket": true }), "websocket");
  assert.equal(await upgradeOf({ "x-portcullis-websocket": { idle_timeout: "1m" } }), "websocket");
  assert.equal(await upgradeOf({ "x-portcullis-websocket": false }), null);
  assert.equal(await upgradeOf({}, { operations: { a: { websocket: true } } }), "websocket");
  // What the API says is how, not where.
  assert.equal(await upgradeOf({}, { websocket: true }), null);
  assert.equal(await upgradeOf({ "x-portcullis-websocket": false }, { websocket: true }), null);
});

test("the options of a WebSocket are the nearest, as a whole; `true` in the document leaves them to the API", async () => {
  const idleOf = async (extension: unknown, api: object): Promise<number | undefined> =>
    (await planFor({ "x-portcullis-websocket": extension }, api, "get")).websocket?.idleMs;
  const api = { websocket: { idle_timeout: "2m" } };
  assert.equal(await idleOf(true, {}), 300_000);
  assert.equal(await idleOf(true, api), 120_000);
  assert.equal(await idleOf({ keep_alive: "messages" }, api), 300_000);
  assert.equal(await idleOf({ idle_timeout: "7s" }, { ...api, operations: { a: { websocket: { idle_timeout: "9s" } } } }), 9_000);
});

test("a requirement that does not compile hides nothing else that is wrong with the operation", async () => {
  const post = { operationId: "a", responses: { 200: { description: "ok" } } };
  const api = { upstream: UPSTREAM, operations: { a: { ip: { deny: ["10.0.0.0/33"] } } } };
  const { generation, configIssues, issues } = await testGeneration({ apis: [api] }, { "/a": { post } });
  assert.equal(generation, null);
  const codes = [...configIssues, ...issues].map(({ code }) => code);
  assert.ok(codes.includes("ip.invalid"), codes.join(" "));
  assert.ok(
    codes.some((code) => code.startsWith("auth.")),
    codes.join(" "),
  );
});
