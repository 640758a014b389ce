import assert from "node:assert/strict";
import { test } from "node:test";
import { locateIssues, readConfig } from "./read_config.ts";

const read = (text: string) => readConfig("portcullis.yaml", Buffer.from(text));
const seen = (text: string): readonly string[] =>
  read(text).issues.map(({ code, pointer, line, column }) => `${code} ${pointer} ${line}:${column}`);

test("every issue has its place, all at once and in the order of the file", () => {
  const text = `version: 1
colour: red
apis:
  - openapi: ./a.yaml
    upstream: ftp://x
    "a/b~c": 1
`;
  assert.deepEqual(seen(text), [
    "config.unknown_key /colour 2:1",
    "config.invalid /apis/0/upstream 5:5",
    "config.unknown_key /apis/0/a~1b~0c 6:5",
  ]);
});

test("a file that is no YAML, or holds a key twice, is an issue of the configuration", () => {
  assert.deepEqual(
    ["a: [", "version: 1\nversion: 1\n"].map((text) => read(text).ok),
    [false, false],
  );
  assert.ok(read("a: [").issues.every(({ code, file }) => code.startsWith("config.") && file === "portcullis.yaml"));
});

test("of a value with a short and a long form, the form that was meant is judged", () => {
  const text = "version: 1\napis:\n  - openapi: a.yaml\n    upstream: { url: http://127.0.0.1:1, timeout: soon }\n";
  assert.deepEqual(
    read(text).issues.map(({ pointer }) => pointer),
    ["/apis/0/upstream/timeout"],
  );
});

test("an issue about what is not in the file stands at what would hold it", () => {
  const ok = read("version: 1\napis:\n  - openapi: a.yaml\n    upstream: http://127.0.0.1:1\n");
  assert.ok(ok.ok);
  const [issue] = locateIssues(ok.value.source, "portcullis.yaml", [
    { severity: "error", code: "x", message: "m", path: ["apis", 7, "name"] },
  ]);
  assert.deepEqual([issue?.pointer, issue?.line], ["/apis/7/name", 2]);
});
