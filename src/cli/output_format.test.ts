import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "./command.ts";
import { outputFormat } from "./output_format.ts";

test("the first format is the default, and one that is unknown is a mistake that names the others", () => {
  assert.equal(outputFormat(undefined, ["text", "json"]), "text");
  assert.equal(outputFormat("json", ["text", "json"]), "json");
  assert.throws(() => outputFormat("xml", ["text", "json"]), new UsageError("no output format `xml`; there are text, json"));
});
