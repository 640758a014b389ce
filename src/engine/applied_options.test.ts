import assert from "node:assert/strict";
import { test } from "node:test";
import { operation } from "../../test/support/plans.ts";
import { api } from "../config/api_options.ts";
import { modeOf, optionsOf, otherModeIssue, overrideOf } from "./applied_options.ts";

const upstream = "http://127.0.0.1:1";
const concurrency = (max: number): object => ({ per: "api", max });

test("an operation is named by its operationId, or by method and template", () => {
  const options = api.parse({ openapi: "a", upstream, operations: { readA: { max_body: "1KB" }, "GET /b": { max_body: "2KB" } } });
  assert.equal(overrideOf(options, operation({ id: "readA", template: "/a" })).maxBodyBytes, 1_024);
  assert.equal(overrideOf(options, operation({ id: "readB", template: "/b" })).maxBodyBytes, 2_048);
  assert.equal(overrideOf(options, operation({ id: "readC", template: "/c" })).maxBodyBytes, null);
});

test("the nearest options win: the configuration's for the operation, the document's, the API's", () => {
  const options = api.parse({ openapi: "a", upstream, concurrency: concurrency(1), operations: { a: { concurrency: concurrency(3) } } });
  const extensions = { "x-portcullis-concurrency": concurrency(2) };
  const rows = [
    [operation({ id: "a", extensions }), 3, "operation"],
    [operation({ id: "b", extensions }), 2, "operation"],
    [operation({ id: "c" }), 1, "api"],
  ] as const;
  for (const [one, max, level] of rows) {
    const found = optionsOf("concurrency", { options, operation: one });
    assert.ok(typeof found?.options === "object" && found.options !== null && "max" in found.options);
    assert.deepEqual([found.options.max, found.level], [max, level], one.id);
  }
  assert.equal(rows.length, 3);
  const none = operation({ id: "d" });
  assert.equal(optionsOf("cors", { options, operation: none }), null);
});

test("a mode for the guard that is called like the key is told of another guard of that key, unless that one's is written too", () => {
  const before = { name: "limits_before_auth", key: "limits", summary: "counts addresses" };
  const rows: readonly (readonly [everywhere: object, ofApi: object, ofOperation: object, at: readonly PropertyKey[] | null])[] = [
    [{}, {}, {}, null],
    [{ limits: "observe" }, {}, {}, ["modes", "limits"]],
    [{}, { limits: "observe" }, {}, ["apis", 3, "modes", "limits"]],
    [{ limits: "off" }, { limits: "observe" }, { limits: "off" }, ["apis", 3, "operations", "a", "modes", "limits"]],
    [{ limits: "observe" }, { limits: "enforce" }, {}, null],
    [{ limits: "observe", limits_before_auth: "enforce" }, {}, {}, null],
    [{ limits_before_auth: "observe" }, { limits: "off" }, {}, null],
    [{}, { limits: "observe" }, { limits_before_auth: "enforce" }, null],
    [{}, { cors: "observe" }, {}, null],
  ];
  for (const [everywhere, ofApi, ofOperation, at] of rows) {
    const options = api.parse({ openapi: "a", upstream, modes: ofApi, operations: { a: { modes: ofOperation } } });
    const { modes } = api.parse({ openapi: "a", upstream, modes: everywhere });
    const written = { path: ["apis", 3], options, modes, onError: {}, operation: operation({ id: "a" }) };
    const mode = modeOf("limits_before_auth", "enforce", overrideOf(options, written.operation), written);
    assert.deepEqual(otherModeIssue(before, { mode }, written)?.path ?? null, at, JSON.stringify([everywhere, ofApi, ofOperation]));
    assert.equal(otherModeIssue({ ...before, name: "limits" }, { mode }, written), null);
  }
  assert.equal(rows.length, 9);
  const options = api.parse({ openapi: "a", upstream, modes: { limits: "observe" } });
  const issue = otherModeIssue(
    before,
    { mode: "enforce" },
    { path: [], options, modes: {}, onError: {}, operation: operation({ id: "a" }) },
  );
  assert.deepEqual(issue, {
    severity: "warning",
    code: "config.mode_of_another_guard",
    message:
      "this leaves `limits_before_auth` in `enforce`, a guard of its own that counts addresses; write a mode for `limits_before_auth` too",
    path: ["modes", "limits"],
  });
});
