import assert from "node:assert/strict";
import { test } from "node:test";
import { operation } from "../../../test/support/exchange.ts";
import type { Operation } from "../../openapi/operation.ts";
import { type CorsPlan, compileCors, corsOptions } from "./options.ts";

function plan(value: unknown, on: Operation | null = operation()): CorsPlan {
  const compiled = compileCors(corsOptions.parse(value), on);
  return "origins" in compiled ? compiled : assert.fail(JSON.stringify(compiled));
}

const parameter = (name: string, where: "header" | "query"): Operation["parameters"][number] => ({
  name,
  in: where,
  required: false,
  style: "simple",
  explode: false,
  allowReserved: false,
  allowEmptyValue: false,
  multiSegment: false,
  schema: null,
  content: null,
  place: { uri: "shop.yaml", pointer: "" },
});

test("methods and request fields come from the document unless they are given", () => {
  const declared = plan(
    { origins: ["https://app.example"] },
    operation({ method: "POST", parameters: [parameter("X-Tenant", "header"), parameter("page", "query")] }),
  );
  assert.equal(declared.allowMethods, "POST");
  assert.equal(declared.allowHeaders, "authorization, content-type, x-tenant");
  assert.equal(plan({ origins: ["*"] }).allowMethods, "GET, HEAD");
  assert.equal(plan({ origins: ["*"] }, operation({ documented: false })).allowMethods, "GET, HEAD, POST, PUT, PATCH, DELETE");
  const given = plan({ origins: ["*"], methods: ["GET"], headers: ["X-A"], max_age: "1h", expose: [] });
  assert.deepEqual([given.allowMethods, given.allowHeaders, given.maxAgeS, given.exposeHeaders], ["GET", "x-a", "3600", ""]);
});

test("credentials for any origin, and `*` beside origins, are config errors", () => {
  const issues = (value: unknown): unknown => {
    const compiled = compileCors(corsOptions.parse(value), null);
    return "origins" in compiled ? [] : compiled.map((issue) => issue.path);
  };
  assert.deepEqual(issues({ origins: ["*"], credentials: true }), [["credentials"]]);
  assert.deepEqual(issues({ origins: ["*", "https://app.example"] }), [["origins"]]);
});

test("options are refused where they stand", () => {
  const rows: readonly (readonly [unknown, string])[] = [
    [{}, "origins"],
    [{ origins: [] }, "origins"],
    [{ origins: ["https://a.example", "a.example/"] }, "origins/1"],
    [{ origins: ["*"], headers: ["a b"] }, "headers/0"],
    [{ origins: ["*"], max_age: 600 }, "max_age"],
    [{ origins: ["*"], max_age: "600" }, "max_age"],
    [{ origins: ["*"], origin: 1 }, ""],
  ];
  for (const [value, path] of rows)
    assert.equal(corsOptions.safeParse(value).error?.issues[0]?.path.join("/"), path, JSON.stringify(value));
  assert.equal(rows.length, 7);
});
