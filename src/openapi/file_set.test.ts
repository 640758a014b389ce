import assert from "node:assert/strict";
import { test } from "node:test";
import { FileSet } from "./file_set.ts";
import { scanReferences } from "./scan_references.ts";

function setOf(files: Readonly<Record<string, unknown>>): FileSet {
  const set = new FileSet();
  for (const [uri, root] of Object.entries(files)) {
    set.add({ uri, source: uri, content: { uri, root, locate: () => new Map() }, scan: scanReferences(root, uri) });
  }
  return set;
}

test("a reference leads to a place, or says why not", () => {
  const set = setOf({ "x/a.json": { "b c": [1, 2] }, "x/d.json": { e: { $id: "http://id.example/e", f: 1 } } });
  const rows: readonly (readonly [string, string, string])[] = [
    ["#/b%20c/1", "x/a.json", "x/a.json#/b c/1"],
    ["d.json", "x/a.json", "x/d.json#"],
    ["http://id.example/e#/f", "x/a.json", "x/d.json#/e/f"],
    ["#/nothing", "x/a.json", "no_value"],
    ["#/%zz", "x/a.json", "no_value"],
    ["#anchor", "x/a.json", "anchor"],
    ["other.json#/a", "x/a.json", "no_file"],
  ];
  for (const [ref, base, wanted] of rows) {
    const resolution = set.resolve(ref, base);
    const { uri, pointer } = resolution.kind === "found" ? resolution.target.place : { uri: "", pointer: "" };
    assert.equal(resolution.kind === "found" ? `${uri}#${pointer}` : resolution.kind, wanted, ref);
  }
  assert.equal(rows.length, 7);
  assert.deepEqual([set.has("x/a.json"), set.has("http://id.example/e"), set.has("y")], [true, true, false]);
});
