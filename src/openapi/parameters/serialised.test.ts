import assert from "node:assert/strict";
import { test } from "node:test";
import { ParameterFault } from "./parameter_fault.ts";
import { addEntry, readAlternating, readAssignments, readList, readText, type Serialised } from "./serialised.ts";
import { decodePathPiece } from "./text_codec.ts";

const plain = (read: Serialised | ParameterFault): unknown =>
  read instanceof ParameterFault ? `${read.code} ${read.path.join(".")}` : read instanceof Map ? Object.fromEntries(read) : read;

test("lists are split before they are decoded", () => {
  assert.deepEqual(plain(readList("a%2Cb,c", ",", decodePathPiece)), ["a,b", "c"]);
  assert.equal(plain(readList("a,", ",", decodePathPiece)), "parameter.empty 1");
  assert.equal(plain(readList(",a", ",", decodePathPiece)), "parameter.empty 0");
  assert.equal(plain(readList("a,%", ",", decodePathPiece)), "parameter.encoding 1");
  assert.equal(plain(readText("%ff", decodePathPiece)), "parameter.encoding ");
});

test("names and values in turn, or assigned", () => {
  assert.deepEqual(plain(readAlternating("a,1,b%2C,2", ",", decodePathPiece)), { a: "1", "b,": "2" });
  assert.equal(plain(readAlternating("a,1,b", ",", decodePathPiece)), "parameter.style ");
  assert.equal(plain(readAlternating("a,1,a,2", ",", decodePathPiece)), "parameter.repeated a");
  assert.deepEqual(plain(readAssignments("a=1.b=2=3", ".", decodePathPiece)), { a: "1", b: "2=3" });
  assert.equal(plain(readAssignments("a=1.b", ".", decodePathPiece)), "parameter.style ");
  assert.equal(plain(readAssignments("%61=1.a=2", ".", decodePathPiece)), "parameter.repeated a");
  assert.equal(plain(readAssignments("a=%", ".", decodePathPiece)), "parameter.encoding ");
});

test("an entry needs a name that is not there yet and not `__proto__`", () => {
  const entries = new Map<string, Serialised>();
  assert.equal(addEntry(entries, "a", "1"), null);
  assert.deepEqual(
    ["a", "", "__proto__"].map((name) => addEntry(entries, name, "2")?.code),
    ["parameter.repeated", "parameter.style", "parameter.proto_key"],
  );
  assert.deepEqual([...entries], [["a", "1"]]);
});
