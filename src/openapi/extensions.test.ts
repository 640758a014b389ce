import assert from "node:assert/strict";
import { test } from "node:test";
import { checkExtension, EXTENSIONS, type ExtensionHost } from "./extensions.ts";

const rows = new Map(EXTENSIONS.map((row) => [row.key, row] as const));

test("a key is known, in its place and of its type, or an error", () => {
  const cases: readonly (readonly [ExtensionHost | null, string, unknown, string | null])[] = [
    ["parameter", "x-portcullis-multi-segment", true, null],
    ["parameter", "x-portcullis-multi-segment", "true", "openapi.extension_value"],
    ["operation", "x-portcullis-multi-segment", true, "openapi.misplaced_extension"],
    [null, "x-portcullis-multi-segment", true, "openapi.misplaced_extension"],
    ["operation", "x-portcullis-public", true, null],
    ["operation", "x-portcullis-cost", 2, null],
    ["operation", "x-portcullis-cost", 0, "openapi.extension_value"],
    ["document", "x-portcullis-limits", [{ rate: "5/min" }], "openapi.misplaced_extension"],
    // Modes are the operator's to set, in the configuration: a document must not weaken what protects it.
    ["operation", "x-portcullis-mode", "off", "openapi.unknown_extension"],
    ["operation", "x-portcullis-limits", [{ rate: "5/min" }], null],
    ["operation", "x-portcullis-typo", 1, "openapi.unknown_extension"],
    ["operation", "constructor", 1, "openapi.unknown_extension"],
  ];
  for (const [host, key, value, wanted] of cases) assert.equal(checkExtension(rows, host, key, value)[0]?.code ?? null, wanted, key);
  assert.equal(cases.length, 12);
});
