import assert from "node:assert/strict";
import { test } from "node:test";
import { compilePolicy } from "../../../test/support/websocket_policy.ts";
import { WorkBudget } from "../../kernel/budget.ts";

const judge = (schema: unknown, text: string, steps = 1_000_000): string | null => {
  const { policy, issues } = compilePolicy({ client: { schema } });
  assert.deepEqual(issues, []);
  const fault = policy.client.judge?.(Buffer.from(text), new WorkBudget(steps)) ?? null;
  return fault === null ? null : `${fault.kind} ${fault.findings.map(({ code, place }) => `${code} ${place}`).join("; ")}`;
};

test("the defaults: messages of 1 MB from clients and 16 MB from the API, both kinds, five idle minutes, a day", () => {
  const { policy } = compilePolicy(true);
  assert.deepEqual(policy, {
    mode: "enforce",
    client: { limits: { maxFrameBytes: 1_048_576, maxMessageBytes: 1_048_576 }, rate: null, text: true, binary: true, judge: null },
    server: { limits: { maxFrameBytes: 16_777_216, maxMessageBytes: 16_777_216 }, rate: null, text: true, binary: true, judge: null },
    idleMs: 300_000,
    pingsKeepAlive: true,
    lifetimeMs: 86_400_000,
  });
});

test("what is written is what holds; a schema leaves text alone unless binary is allowed by name", () => {
  const { policy } = compilePolicy({
    idle_timeout: "1m",
    keep_alive: "messages",
    client: { max_frame: "1KB", max_message: "2KB", rate: "10/s", burst: 3, schema: {} },
    server: { types: ["text", "binary"], schema: {} },
  });
  assert.deepEqual(policy.client.limits, { maxFrameBytes: 1_024, maxMessageBytes: 2_048 });
  assert.deepEqual(policy.client.rate, { intervalUs: 100_000, burst: 3, depthUs: 300_000 });
  assert.deepEqual([policy.client.text, policy.client.binary, policy.server.binary], [true, false, true]);
  assert.deepEqual([policy.idleMs, policy.pingsKeepAlive], [60_000, false]);
});

test("a message is JSON, strictly, and fits its schema within the budget", () => {
  const schema = { type: "object", properties: { a: { $ref: "#/$defs/small" } }, $defs: { small: { type: "integer", maximum: 9 } } };
  assert.equal(judge(schema, '{"a":9}'), null);
  assert.equal(judge(schema, '{"a":10}'), "invalid schema.maximum client_message:/a");
  assert.equal(judge(schema, "[]"), "invalid schema.type client_message");
  assert.equal(judge(schema, '{"a":1,"a":2}'), "malformed json.duplicate_key client_message:/a");
  assert.equal(judge(schema, '{"a":9}', 3), "too_much json.budget client_message");
  assert.equal(judge({ type: "array", uniqueItems: true }, "[1,2,3,4,5,6,7,8]", 20), "too_much schema.budget client_message");
});

test("a schema that can't be compiled, or a reference without a document, is said with its place", () => {
  const rows: readonly (readonly [schema: unknown, message: RegExp])[] = [
    [{ type: "sentence" }, /type/u],
    [{ properties: { a: { pattern: "(a)\\1" } } }, /properties\/a/u],
    ["#/components/schemas/A", /no document/u],
    [{ $ref: "#/$defs/missing" }, /missing/u],
  ];
  for (const [schema, message] of rows) {
    const { issues } = compilePolicy({ server: { schema } });
    assert.deepEqual(issues[0]?.path, ["server", "schema"], JSON.stringify(schema));
    assert.match(issues[0]?.message ?? "", message);
  }
  assert.equal(rows.length, 4);
  assert.deepEqual(compilePolicy({ client: { rate: "1/d", burst: 1_000_000 } }).issues[0]?.path, ["client", "burst"]);
});
