import assert from "node:assert/strict";
import { test } from "node:test";
import { testGeneration } from "../../test/support/compile_generation.ts";
import { liveExchange, operation } from "../../test/support/plans.ts";
import type { Guard } from "../kernel/guard.ts";
import { PASS } from "../kernel/verdict.ts";
import type { ApiPlan, OperationPlan } from "./plan.ts";

const OK = { 200: { description: "ok" } };
const PUBLIC = { security: [], responses: OK };
const UPSTREAM = "http://127.0.0.1:1";
const READ_A = { "/a": { get: { ...PUBLIC, operationId: "readA" } } };
/** A back-reference, which no linear engine takes. */
const BACKTRACKING = { name: "q", in: "query", schema: { type: "string", pattern: String.raw`(a)\1` } };

async function apiOf(api: object, paths?: object): Promise<ApiPlan> {
  const { generation, configIssues, issues } = await testGeneration({ apis: [{ upstream: UPSTREAM, ...api }] }, paths);
  const [only] = generation?.apis ?? [];
  return only ?? assert.fail([...configIssues, ...issues].map(({ message }) => message).join("; "));
}

async function planOf(api: ApiPlan, id: string): Promise<OperationPlan> {
  return await api.planOf(api.operations.find((each) => each.id === id) ?? assert.fail(`no operation ${id}`));
}

test("options of guards and rewrites that can't be meant are errors at load, placed where they are written", async () => {
  const limits = [{ per: "ip", rate: "1/s", cost: 5 }];
  const cors = { origins: ["*"], credentials: true };
  const headers = { request: { set: { authorization: "Bearer x" } } };
  const withExtension = { "/a": { get: { ...READ_A["/a"].get, "x-portcullis-limits": limits } } };
  const dear = { "/a": { get: { ...READ_A["/a"].get, "x-portcullis-cost": 9 } } };
  const table: readonly (readonly [api: object, paths: object, code: string, place: string])[] = [
    [{ ip: { deny: ["10.0.0.0/33"] } }, READ_A, "ip.invalid", "/apis/0/ip/deny/0"],
    [{ cors }, READ_A, "cors.invalid", "/apis/0/cors/credentials"],
    [{ operations: { readA: { cors } } }, READ_A, "cors.invalid", "/apis/0/operations/readA/cors/credentials"],
    [{ operations: { "GET /a": { limits } } }, READ_A, "limits.invalid", "/apis/0/operations/GET /a/limits/0/cost"],
    [{ headers }, READ_A, "headers.invalid", "/apis/0/headers/request/set/authorization"],
    [{}, withExtension, "limits.invalid", "file:///openapi.json#/paths/~1a/get/x-portcullis-limits/0/cost"],
    [{ limits: [{ per: "ip", rate: "1/s" }] }, dear, "limits.invalid", "/apis/0/limits/0"],
  ];
  for (const [api, paths, code, place] of table) {
    const { generation, configIssues, issues } = await testGeneration({ apis: [{ upstream: UPSTREAM, ...api }] }, paths);
    assert.equal(generation, null, place);
    const found = [
      ...configIssues.map((issue) => ({ ...issue, at: `/${issue.path.map(String).join("/")}` })),
      ...issues.map((issue) => ({ ...issue, at: `${issue.file}#${issue.pointer}` })),
    ];
    assert.deepEqual([...new Set(found.map((issue) => `${issue.severity} ${issue.code} ${issue.at}`))], [`error ${code} ${place}`]);
    for (const { message } of found) assert.match(message, /^operation `readA`: /u);
  }
  assert.equal(table.length, 7);
});

test("a schema that can't be compiled is an error where all is compiled, else a guard that breaks on that operation alone", async () => {
  const paths = { ...READ_A, "/b": { get: { ...PUBLIC, operationId: "readB", parameters: [BACKTRACKING] } } };
  const eager = await testGeneration({ apis: [{ upstream: UPSTREAM, compile: "eager" }] }, paths);
  assert.equal(eager.generation, null);
  assert.deepEqual(
    eager.issues.map(({ code, pointer }) => [code, pointer]),
    [["validation.invalid", "/paths/~1b/get/parameters/0/schema/pattern"]],
  );

  const api = await apiOf({}, paths);
  assert.equal((await validationOf(api, "readA")).check(liveExchange({ path: "/a" })), PASS);
  const broken = await validationOf(api, "readB");
  assert.deepEqual([broken.mode, broken.onError], ["enforce", "deny"]);
  const place = "file:///openapi.json#/paths/~1b/get/parameters/0/schema/pattern";
  for (const _ of [1, 2])
    assert.throws(
      () => broken.check(liveExchange({ path: "/b" })),
      ({ message }: Error) => message.includes("`readB` of `test`") && message.includes(place),
    );
  assert.equal((await planOf(api, "readB")).buffersRequest, true, "as the guard would have it that broke");
});

test("a guard that can't be compiled keeps its mode and `on_error`", async () => {
  const paths = { "/b": { get: { ...PUBLIC, operationId: "readB", parameters: [BACKTRACKING] } } };
  const api = await apiOf({ modes: { openapi_request: "observe" }, on_error: { openapi_request: "pass" } }, paths);
  const { mode, onError } = await validationOf(api, "readB");
  assert.deepEqual([mode, onError], ["observe", "pass"]);
  const without = await apiOf({ modes: { openapi_request: "off" } }, paths);
  assert.ok(!(await planOf(without, "readB")).guards.body.some(({ name }) => name === "openapi_request"));
});

async function validationOf(api: ApiPlan, id: string): Promise<Guard<"body">> {
  const plan = await planOf(api, id);
  return plan.guards.body.find(({ name }) => name === "openapi_request") ?? assert.fail("no validation");
}

test("a plan is made once, however many ask at the same time; an operation of another API has none", async () => {
  const api = await apiOf({}, READ_A);
  const [readA] = api.operations;
  assert.ok(readA !== undefined);
  const [first, second] = await Promise.all([api.planOf(readA), api.planOf(readA)]);
  assert.equal(first, second);
  assert.equal(api.planOf(readA), first, "from then on at once");
  await assert.rejects(async () => await api.planOf(operation({ id: "readZ" })), /`readZ` was not compiled/u);
});

test("an API without a document has one operation for every path, and its name where none is given", async () => {
  const api = await apiOf({ public: true });
  assert.deepEqual([api.name, api.router, api.operations], ["api", null, [api.anyOperation]]);
  assert.ok(api.anyOperation !== null);
  assert.equal((await api.planOf(api.anyOperation)).access, "anyone");
});

test("an upstream's URL becomes where to connect, what to call it and what to put before every path", async () => {
  const table = [
    ["http://api.test", "http api.test 80 api.test "],
    ["https://api.test/", "https api.test 443 api.test "],
    ["https://api.test:8443/v1/", "https api.test 8443 api.test:8443 /v1"],
    ["http://[::1]:3000", "http ::1 3000 [::1]:3000 "],
  ] as const;
  for (const [upstream, expected] of table) {
    const { scheme, hostname, port, authority, basePath } = (await apiOf({ upstream }, READ_A)).upstream;
    assert.equal([scheme, hostname, port, authority, basePath].join(" "), expected);
  }
  assert.equal(table.length, 4);
});

test("connections are shared by APIs whose upstreams differ in nothing that connections have", async () => {
  const idOf = async (upstream: object): Promise<string> => (await apiOf({ upstream: { url: UPSTREAM, ...upstream } }, READ_A)).upstream.id;
  const plain = await idOf({});
  assert.equal(await idOf({ url: `${UPSTREAM}/v1`, host: "preserve" }), plain);
  for (const other of [
    { url: "http://127.0.0.1:2" },
    { url: "https://127.0.0.1:1" },
    { connect_timeout: "1s" },
    { connections: 1 },
    { proxy_protocol: "v1" },
  ])
    assert.notEqual(await idOf(other), plain, JSON.stringify(other));
});

test("the path of an operation is as callers write it: prefix where it is stripped, base path, template", async () => {
  const servers = { "/a": { get: { ...PUBLIC, operationId: "readA", servers: [{ url: "/base" }] } } };
  const table = [
    [{}, "/base/a"],
    [{ prefix: "/p", strip_prefix: true }, "/p/base/a"],
    [{ prefix: "/base" }, "/base/a"],
  ] as const;
  for (const [options, expected] of table) {
    const api = await apiOf(options, servers);
    assert.deepEqual(
      api.operations.map((each) => api.pathOf(each)),
      [expected],
    );
  }
  assert.equal(table.length, 3);
});

test("API keys for a scheme that nobody declares are an error that names those there are", async () => {
  const api = { upstream: UPSTREAM, auth: { keys: "keys.json", keys_for: ["oidc"], default: "required" } };
  const { generation, configIssues } = await testGeneration({ apis: [api] }, READ_A);
  assert.equal(generation, null);
  assert.deepEqual(
    configIssues.map(({ code, path }) => [code, path.join("/")]),
    [["config.unknown_scheme", "apis/0/auth/keys_for/0"]],
  );
});
