import assert from "node:assert/strict";
import { test } from "node:test";
import { describeYaml } from "../../test/support/openapi_description.ts";
import { locatePlace, positionIssues } from "./locate.ts";

test("issues get their lines and are sorted by file and line", () => {
  const { description } = describeYaml("a: 1\nb: { c: 2 }");
  const at = (pointer: string, uri = "api.yaml") => ({ severity: "error" as const, code: "x", message: "m", place: { uri, pointer } });
  const loading = { severity: "error" as const, code: "y", message: "m", pointer: "/a", source: "api.yaml" };
  const issues = positionIssues(description.files, [at("/b/c"), at("/z", "unknown"), at("/b")], [loading]);
  assert.deepEqual(
    issues.map(({ code, file, pointer, line, column }) => `${code} ${file} ${pointer} ${line}:${column}`),
    ["y api.yaml /a 1:1", "x api.yaml /b 2:1", "x api.yaml /b/c 2:6", "x unknown /z null:null"],
  );
});

test("a place in no file has no line", () => {
  const { description } = describeYaml("a: 1");
  assert.deepEqual(locatePlace(description.files, { uri: "other", pointer: "" }), { file: "other", pointer: "", line: null, column: null });
});
