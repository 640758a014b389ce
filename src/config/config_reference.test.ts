import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { configReference } from "./config_reference.ts";
import { configSchema } from "./config_schema.ts";

test("docs/configuration.md is current; `scripts/config_docs.ts` writes it", () => {
  assert.equal(readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8"), configReference(configSchema()));
});

test("a key is a row with type, default and meaning; equal objects are described once, where the shortest key leads", () => {
  const tls = { type: "object", properties: { cert: { type: "string", description: "a | b" } }, required: ["cert"] };
  const schema = {
    type: "object",
    required: ["name"],
    properties: {
      listen: { type: "object", properties: { deep: tls } },
      name: { type: "string", examples: ["x"] },
      mode: { enum: ["on", "off"], default: "on" },
      sizes: { type: "array", items: { type: "integer", minimum: 1, maximum: 9 }, default: [] },
      tls: { ...tls, description: "certificate" },
      apis: {
        type: "object",
        additionalProperties: { anyOf: [{ const: "off" }, { type: "object", properties: { n: { type: "number" } } }] },
      },
    },
  };
  const page = configReference(schema);
  assert.deepEqual(page.slice(page.indexOf("## "), page.indexOf("## Names")).split("\n"), [
    "## The file",
    "",
    "| key | type | default | meaning |",
    "|---|---|---|---|",
    "| `listen` | object |  |  |",
    "| `name` | text such as `x` | required |  |",
    "| `mode` | `on`, `off` | `on` |  |",
    "| `sizes` | list of integer, 1 to 9 | `[]` |  |",
    "| `tls` | object |  | certificate |",
    "| `apis` | map of `off` or object |  |  |",
    "",
    "## `listen`",
    "",
    "| key | type | default | meaning |",
    "|---|---|---|---|",
    "| `deep` | object |  | keys as in `tls` |",
    "",
    "## `tls`",
    "",
    "| key | type | default | meaning |",
    "|---|---|---|---|",
    "| `cert` | text | required | a \\| b |",
    "",
    "## `apis.NAME`",
    "",
    "| key | type | default | meaning |",
    "|---|---|---|---|",
    "| `n` | number |  |  |",
    "",
    "",
  ]);
});

test("names that have a mode, and extensions of documents, stand on the page", () => {
  const page = configReference({ type: "object", properties: {} });
  for (const row of [
    "| `authn` | authn |",
    "| `openapi_request` | body |",
    "| `security_headers` | response |",
    "| `x-portcullis-cost` | an operation |",
  ])
    assert.ok(page.includes(row), row);
});

test("every key of the configuration says what it means", () => {
  const rows = configReference(configSchema())
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  assert.deepEqual(
    rows.filter((row) => row.endsWith("|  |")),
    [],
  );
  assert.ok(rows.length > 80);
});
