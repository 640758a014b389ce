import assert from "node:assert/strict";
import { test } from "node:test";
import { parseContentLength } from "./content_length.ts";

test("a plain decimal number up to 2^53-1 is a length", () => {
  assert.equal(parseContentLength("0"), 0);
  assert.equal(parseContentLength("1073741824"), 1_073_741_824);
  assert.equal(parseContentLength("9007199254740991"), Number.MAX_SAFE_INTEGER);
});

test("anything that another reader could take for another number is none", () => {
  const rows = [
    "",
    " 5",
    "5 ",
    "+5",
    "-5",
    "-0",
    "00",
    "05",
    "0x5",
    "0b1",
    "5.0",
    "5e1",
    "1_0",
    "1,0",
    "5, 5",
    "\u0665",
    "9007199254740992",
    "10000000000000000",
    "9".repeat(400),
    "Infinity",
    "NaN",
  ];
  for (const text of rows) assert.equal(parseContentLength(text), null, text);
  assert.equal(rows.length, 21);
});
