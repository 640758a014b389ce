import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { folderWith } from "../../../test/support/command_io.ts";
import { codeFrame } from "./code_frame.ts";

test("the line with its neighbours and a mark under the column; nothing that a terminal obeys", (context) => {
  const folder = folderWith(context, { "a.yaml": "one: 1\n\ttwo: \u001b[31m2\nthree: 3\nfour: 4\n" });
  const file = join(folder, "a.yaml");
  assert.deepEqual(codeFrame({ file, line: 2, column: 2 }, 80), ["  1 | one: 1", "> 2 |  two: 2", "    |  ^", "  3 | three: 3"]);
  assert.deepEqual(codeFrame({ file, line: 1, column: 1 }, 80), ["> 1 | one: 1", "    | ^", "  2 |  two: 2"]);
});

test("a long line is shown around the mark; without a place or a file there is nothing to show", (context) => {
  const file = join(folderWith(context, { "a.yaml": `${"x".repeat(500)}HERE${"y".repeat(500)}` }), "a.yaml");
  const [line = "", mark = ""] = codeFrame({ file, line: 1, column: 501 }, 60);
  assert.ok(line.length <= 60, line);
  assert.equal(line.slice(mark.indexOf("^"), mark.indexOf("^") + 4), "HERE");
  assert.deepEqual(codeFrame({ file: null, line: 1, column: 1 }, 80), []);
  assert.deepEqual(codeFrame({ file, line: null, column: null }, 80), []);
  assert.deepEqual(codeFrame({ file: "/no/such/file", line: 1, column: 1 }, 80), []);
});
