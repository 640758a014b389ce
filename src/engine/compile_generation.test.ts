import assert from "node:assert/strict";
import { test } from "node:test";
import { testGeneration } from "../../test/support/compile_generation.ts";
import { liveExchange } from "../../test/support/plans.ts";
import { z } from "zod";
import { defineGuard } from "../guards/define_guard.ts";
import { PASS } from "../kernel/verdict.ts";
import { fieldsOf } from "../message/headers.ts";

const OK = { 200: { description: "ok" } };
const PUBLIC_GET = { security: [], responses: OK };

async function codesOf(config: object, document?: object): Promise<readonly string[]> {
  const { configIssues, issues } = await testGeneration(config, document);
  return [...configIssues, ...issues].map(({ severity, code }) => `${severity} ${code}`);
}

test("a configuration and a description become a generation", async () => {
  const { generation, configIssues } = await testGeneration({ apis: [{ upstream: "http://127.0.0.1:1" }] }, { "/a": { get: PUBLIC_GET } });
  assert.deepEqual(configIssues, []);
  const [api] = generation?.apis ?? [];
  assert.equal(api?.operations.length, 1);
  assert.equal(api?.name, "test");
  const [operation] = api?.operations ?? [];
  assert.ok(api !== undefined && operation !== undefined);
  const plan = await api.planOf(operation);
  assert.equal(plan.access, "anyone");
  assert.equal(plan.maxBodyBytes, 1_048_576);
  assert.equal(await api.planOf(operation), plan, "compiled once");
});

test("an operation that says nothing about who may call is an error that names it", async () => {
  const { generation, configIssues } = await testGeneration(
    { apis: [{ upstream: "http://127.0.0.1:1" }] },
    { "/a": { get: { operationId: "readA", responses: OK } } },
  );
  assert.equal(generation, null);
  assert.match(configIssues[0]?.message ?? "", /readA/u);
});

test("what would protect nothing is an error: unknown guards, unknown operations, twins", async () => {
  const upstream = "http://127.0.0.1:1";
  const paths = { "/a": { get: { ...PUBLIC_GET, operationId: "readA" } } };
  const table: readonly (readonly [config: object, codes: readonly string[]])[] = [
    [{ modes: { nonsense: "off" }, apis: [{ upstream }] }, ["error config.unknown_guard"]],
    [{ apis: [{ upstream, modes: { nonsense: "off" } }] }, ["error config.unknown_guard"]],
    [{ apis: [{ upstream, modes: { lockout: "off" } }] }, ["error config.unknown_guard"]],
    [{ on_error: { nonsense: "pass" }, apis: [{ upstream }] }, ["error config.unknown_guard"]],
    [{ on_error: { authn: "pass" }, apis: [{ upstream }] }, ["error config.unknown_guard"]],
    [{ apis: [{ upstream, on_error: { lockout: "pass" } }] }, ["error config.unknown_guard"]],
    [{ apis: [{ upstream, operations: { "GET /a": { on_error: { response_hygiene: "pass" } } } }] }, ["error config.unknown_guard"]],
    [{ apis: [{ upstream, operations: { "GET /b": {} } }] }, ["error config.unknown_operation"]],
    [{ apis: [{ upstream, operations: { "GET /a": {}, readA: {} } }] }, ["error config.operation_twice"]],
    [
      {
        apis: [
          { upstream, name: "x" },
          { upstream, name: "y" },
        ],
      },
      ["error config.overlap"],
    ],
    [
      {
        apis: [
          { upstream, prefix: "/a" },
          { upstream, prefix: "/b" },
        ],
      },
      ["error config.duplicate_name"],
    ],
    [
      {
        apis: [
          { upstream, name: "x", prefix: "/a" },
          { upstream, name: "y", prefix: "/b" },
        ],
      },
      [],
    ],
  ];
  for (const [config, codes] of table) assert.deepEqual(await codesOf(config, paths), codes, JSON.stringify(config));
  assert.equal(table.length, 12);
});

test("options are taken from the nearest place: operation, document, API", async () => {
  const paths = {
    "/a": { get: { ...PUBLIC_GET, operationId: "a" }, post: { ...PUBLIC_GET, operationId: "b" } },
  };
  const api = {
    upstream: "http://127.0.0.1:1",
    concurrency: { per: "api", max: 10 },
    max_body: "10KB",
    operations: { a: { modes: { concurrency: "observe" }, max_body: "1KB" } },
  };
  const { generation, configIssues } = await testGeneration({ apis: [api] }, paths);
  assert.deepEqual(configIssues, []);
  const [only] = generation?.apis ?? [];
  assert.ok(only !== undefined);
  const modes: (readonly [string, string | undefined, number])[] = [];
  for (const operation of only.operations) {
    const plan = await only.planOf(operation);
    modes.push([operation.id, plan.guards.route.find(({ name }) => name === "concurrency")?.mode, plan.maxBodyBytes]);
  }
  assert.deepEqual(modes, [
    ["a", "observe", 1_024],
    ["b", "enforce", 10_240],
  ]);
});

test("an operation's own options leave the API's alone where they say nothing", async () => {
  const paths = { "/a": { get: { ...PUBLIC_GET, operationId: "a" } } };
  const api = { upstream: "http://127.0.0.1:1", response_hygiene: { remove: ["x-build"] }, operations: { a: { max_body: "1KB" } } };
  const { generation } = await testGeneration({ apis: [api] }, paths);
  const [only] = generation?.apis ?? [];
  const [operation] = only?.operations ?? [];
  assert.ok(only !== undefined && operation !== undefined);
  const plan = await only.planOf(operation);
  const hygiene = plan.responseRewrites.find(({ name }) => name === "response_hygiene");
  const exchange = liveExchange({});
  exchange.response = { status: 200, headers: fieldsOf([["x-build", "7"]]), body: { kind: "none" } };
  const change = await hygiene?.apply(exchange);
  assert.ok(change?.remove.includes("x-build"));
});

test("a guard that breaks refuses, unless the nearest `on_error` says that it passes", async () => {
  const paths = { "/a": { get: { ...PUBLIC_GET, operationId: "a" }, post: { ...PUBLIC_GET, operationId: "b" } } };
  const api = {
    upstream: "http://127.0.0.1:1",
    concurrency: { per: "api", max: 10 },
    on_error: { concurrency: "pass", cors: "pass" },
    cors: { origins: ["https://a.example"] },
    operations: { a: { on_error: { concurrency: "deny" } } },
  };
  const written = { on_error: { ip: "pass", method: "pass" }, ip: { deny: ["192.0.2.0/24"] }, apis: [api] };
  const { generation, configIssues } = await testGeneration(written, paths);
  assert.deepEqual(configIssues, []);
  const [only] = generation?.apis ?? [];
  assert.ok(generation !== null && only !== undefined);
  const passing: string[] = generation.headGuards.filter(({ onError }) => onError === "pass").map(({ name }) => name);
  assert.deepEqual(passing, ["ip", "method"]);
  const perOperation: (readonly string[])[] = [];
  for (const operation of only.operations) {
    const plan = await only.planOf(operation);
    perOperation.push([
      operation.id,
      ...Object.values(plan.guards)
        .flat()
        .filter(({ onError }) => onError === "pass")
        .map(({ name }) => name),
    ]);
  }
  assert.deepEqual(perOperation, [
    ["a", "cors"],
    ["b", "cors", "concurrency"],
  ]);
});

test("forms are bounded lower than other bodies", async () => {
  const form = { content: { "application/x-www-form-urlencoded": { schema: { type: "object" } } } };
  const { generation } = await testGeneration(
    { apis: [{ upstream: "http://127.0.0.1:1" }] },
    { "/a": { post: { ...PUBLIC_GET, requestBody: form } } },
  );
  const [api] = generation?.apis ?? [];
  const [operation] = api?.operations ?? [];
  assert.ok(api !== undefined && operation !== undefined);
  assert.equal((await api.planOf(operation)).maxBodyBytes, 262_144);
});

test("what a guard of the phase `head` leaves unchecked is told", async () => {
  const mine = defineGuard({
    name: "mine",
    phase: "head",
    summary: "mine",
    options: z.unknown(),
    always: true,
    compile: () => ({ kind: "check", check: () => PASS, warnings: [{ path: ["a"], message: "not looked at" }] }),
  });
  const { generation, configIssues } = await testGeneration({ apis: [{ upstream: "http://127.0.0.1:1", public: true }] }, undefined, [
    mine,
  ]);
  assert.ok(generation?.headGuards.some(({ name }) => name === "mine"));
  assert.deepEqual(configIssues, [{ severity: "warning", code: "mine.unchecked", message: "not looked at", path: ["mine", "a"] }]);
});
