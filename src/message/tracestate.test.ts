import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { carriedTracestate, MAX_MEMBERS, MAX_TRACESTATE } from "./tracestate.ts";

test("what can be read is carried on as it is, several lines as one list, without blanks around members", () => {
  const rows: readonly (readonly [lines: readonly string[], carried: string])[] = [
    // Examples of section 3.3.1 and 3.3.2.
    [["rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"], "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"],
    [["rojo=00f067aa0ba902b7", "congo=t61rcWkgMzE"], "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"],
    [["fw529a3039@dt=FfAB;3,rojo=1 2"], "fw529a3039@dt=FfAB;3,rojo=1 2"],
    [[" a=1 ,\tb=2\t,,"], "a=1,b=2"],
    [["0tenant@sys=x"], "0tenant@sys=x"],
    [[`k=${"v".repeat(256)}`], `k=${"v".repeat(256)}`],
  ];
  for (const [lines, carried] of rows) assert.equal(carriedTracestate(lines), carried, carried);
  assert.equal(rows.length, 6);
});

test("one member that can't be read, a key twice or too many members, and all of it is dropped", () => {
  const bad = [
    [],
    [""],
    [" , "],
    ["a"],
    ["=1"],
    ["a="],
    ["A=1"],
    ["1=1"],
    ["a=1,a=2"],
    ["a=1", "a=2"],
    ["a=1=2"],
    ["a=b\u007f"],
    ["a=\u00e9"],
    ["a=1\u0000"],
    ["a@b@c=1"],
    ["a@=1"],
    [`a@${"s".repeat(15)}=1`],
    [`${"k".repeat(257)}=1`],
    [`k=${"v".repeat(257)}`],
    [Array.from({ length: MAX_MEMBERS + 1 }, (_unused, index) => `k${index}=1`).join(",")],
    ["a=1\r\nx: y"],
    [",".repeat(9_000)],
  ];
  for (const lines of bad) assert.equal(carriedTracestate(lines), null, JSON.stringify(lines).slice(0, 60));
  assert.equal(bad.length, 22);
});

test("of more than 512 characters the long members leave first, then the last ones", () => {
  const long = (key: string): string => `${key}=${"v".repeat(200)}`;
  const short = (key: string): string => `${key}=${"v".repeat(98)}`;
  assert.equal(
    carriedTracestate([[long("a"), short("b"), long("c"), short("d")].join(",")]),
    [long("a"), short("b"), short("d")].join(","),
  );
  const six = ["a", "b", "c", "d", "e", "f"].map(short);
  assert.equal(carriedTracestate([six.join(",")]), six.slice(0, 5).join(","));
});

test("any text: what is carried on is a list that is carried on unchanged, within its bound", () => {
  const parts = fc.constantFrom("a", "b@c", "=", ",", " ", "1", "\t", "é", "x".repeat(130), "=v,");
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.array(parts, { maxLength: 40 }).map((all) => all.join("")),
          fc.string(),
        ),
        { maxLength: 4 },
      ),
      (lines) => {
        const carried = carriedTracestate(lines);
        if (carried === null) return;
        assert.ok(carried.length > 0 && carried.length <= MAX_TRACESTATE);
        assert.equal(carriedTracestate([carried]), carried);
      },
    ),
  );
});
