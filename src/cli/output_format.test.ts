import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "./command.ts";
import { outputFormat } from "./output_format.ts";

test("the first format is the default, and one that there is not is a usage error that names those there are", () => {
  assert.equal(outputFormat(undefined, ["text", "json"]), "text");
  assert.equal(outputFormat("json", ["text", "json"]), "json");
  assert.throws(() => outputFormat("xml", ["text", "json"]), new UsageError("no output format `xml`; there are text, json"));
});
