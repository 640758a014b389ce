import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target } from "../../test/fuzz/traceparent.ts";
import { parseTraceparent, traceSource } from "./traceparent.ts";

// The examples of W3C Trace Context section 3.2.3.
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

test("a valid parent is read, a later version by its known part", () => {
  const parent = { traceId: TRACE, parentId: SPAN, flags: 1 };
  assert.deepEqual(parseTraceparent(`00-${TRACE}-${SPAN}-01`), parent);
  assert.deepEqual(parseTraceparent(`00-${TRACE}-${SPAN}-00`), { ...parent, flags: 0 });
  assert.deepEqual(parseTraceparent(`cc-${TRACE}-${SPAN}-01-what-the-future-brings`), parent);
  assert.deepEqual(parseTraceparent(`cc-${TRACE}-${SPAN}-01`), parent);
});

test("an invalid parent is none", () => {
  const bad = [
    "",
    `00-${TRACE}-${SPAN}-0`,
    `00-${TRACE}-${SPAN}-01-x`,
    `00-${TRACE}-${SPAN}-01x`,
    `cc-${TRACE}-${SPAN}-01.x`,
    `ff-${TRACE}-${SPAN}-01`,
    `0-${TRACE}-${SPAN}-01x`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${"0".repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00_${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-0g`,
    ` 00-${TRACE}-${SPAN}-01`,
    `00-${TRACE.slice(1)}g-${SPAN}-01`,
    `FF-${TRACE}-${SPAN}-01`,
  ];
  for (const text of bad) assert.equal(parseTraceparent(text), null, text);
  assert.equal(bad.length, 15);
});

test("a caller's trace is continued under a span of ours, with the flags we know", () => {
  const contextOf = traceSource({ bytes: (count) => new Uint8Array(count).fill(0xab) });
  const span = "ab".repeat(8);
  assert.deepEqual(contextOf(`00-${TRACE}-${SPAN}-ff`), {
    traceId: TRACE,
    spanId: span,
    parentId: SPAN,
    flags: 3,
    header: `00-${TRACE}-${span}-03`,
  });
});

test("where none, or an unreadable one, came, a trace begins that is not sampled", () => {
  const contextOf = traceSource({ bytes: (count) => new Uint8Array(count).fill(0xab) });
  for (const inbound of [undefined, "junk"]) {
    assert.deepEqual(contextOf(inbound), {
      traceId: "ab".repeat(16),
      spanId: "ab".repeat(8),
      parentId: null,
      flags: 2,
      header: `00-${"ab".repeat(16)}-${"ab".repeat(8)}-02`,
    });
  }
});

test("ids are never all zero", () => {
  const context = traceSource({ bytes: (count) => new Uint8Array(count) })(undefined);
  assert.ok(parseTraceparent(context.header) !== null);
});

test("any bytes: what goes out is valid", () => {
  const almost = fc.string({ unit: fc.constantFrom("0", "a", "f", "-", "A", "g"), minLength: 50, maxLength: 58 });
  fc.assert(fc.property(fc.oneof(almost, fc.string()), (text) => target.run(Buffer.from(text, "latin1"))));
  fc.assert(
    fc.property(fc.nat(54), fc.constantFrom("0", "A", "g", "-", ""), (at, char) => {
      const text = `00-${TRACE}-${SPAN}-01`;
      target.run(Buffer.from(text.slice(0, at) + char + text.slice(at + 1)));
    }),
  );
});
