import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target } from "../../test/fuzz/traceparent.ts";
import type { Random } from "../kernel/deps.ts";
import { type Fields, fieldsOf, NO_FIELDS } from "./headers.ts";
import { isSampled, parseTraceparent, type Sampling, traceSource } from "./traceparent.ts";

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

const filled = (byte: number): Random => ({ bytes: (count) => new Uint8Array(count).fill(byte) });
const fields = (...values: readonly string[]): Fields => fieldsOf(values.map((value) => ["traceparent", value] as const));
const PEER = "192.0.2.1";
const NEVER: Sampling = { ratio: 0, follows: () => false };

test("a caller's trace is continued under a span of ours, with the flags we know", () => {
  const contextOf = traceSource(filled(0xab), null);
  const span = "ab".repeat(8);
  assert.deepEqual(contextOf(fields(`00-${TRACE}-${SPAN}-ff`), PEER), {
    traceId: TRACE,
    spanId: span,
    parentId: SPAN,
    flags: 3,
    header: `00-${TRACE}-${span}-03`,
    state: null,
  });
});

test("where none, an unreadable one or several came, a trace begins that is not sampled", () => {
  const contextOf = traceSource(filled(0xab), null);
  const one = `00-${TRACE}-${SPAN}-01`;
  for (const inbound of [[], ["junk"], [one, one]]) {
    assert.deepEqual(contextOf(fields(...inbound), PEER), {
      traceId: "ab".repeat(16),
      spanId: "ab".repeat(8),
      parentId: null,
      flags: 2,
      header: `00-${"ab".repeat(16)}-${"ab".repeat(8)}-02`,
      state: null,
    });
  }
});

test("`tracestate` goes on with the trace it belongs to, and with no other", () => {
  const contextOf = traceSource(filled(1), null);
  const state = ["tracestate", "rojo=1"] as const;
  assert.equal(
    contextOf(fieldsOf([["traceparent", `00-${TRACE}-${SPAN}-01`], state, ["tracestate", "congo=2"]]), PEER).state,
    "rojo=1,congo=2",
  );
  assert.equal(
    contextOf(
      fieldsOf([
        ["traceparent", `00-${TRACE}-${SPAN}-01`],
        ["tracestate", "Rojo=1"],
      ]),
      PEER,
    ).state,
    null,
  );
  assert.equal(contextOf(fieldsOf([["traceparent", "junk"], state]), PEER).state, null);
  assert.equal(contextOf(fieldsOf([state]), PEER).state, null);
});

test("where traces are recorded the decision is the caller's only if it is followed; the upstream is told it", () => {
  const rows: readonly (readonly [sampling: Sampling, inbound: string | null, flags: number])[] = [
    [{ ratio: 0, follows: (peer) => peer === PEER }, "01", 1],
    [{ ratio: 1, follows: (peer) => peer === PEER }, "00", 0],
    [{ ratio: 0, follows: (peer) => peer !== PEER }, "01", 0],
    [{ ratio: 1, follows: (peer) => peer !== PEER }, "00", 1],
    [{ ratio: 0, follows: () => true }, null, 2],
    [{ ratio: 1, follows: () => true }, null, 3],
    [NEVER, "03", 2],
  ];
  for (const [sampling, inbound, flags] of rows) {
    const context = traceSource(filled(0xff), sampling)(inbound === null ? NO_FIELDS : fields(`00-${TRACE}-${SPAN}-${inbound}`), PEER);
    assert.equal(context.flags, flags, inbound ?? "none");
    assert.equal(isSampled(context), (flags & 1) === 1);
    assert.ok(context.header.endsWith(`-0${flags}`));
  }
  assert.equal(rows.length, 7);
});

test("the share that is drawn is the ratio, whatever trace ids callers choose", () => {
  // Every value of the first byte once: 64 of 256 are below a quarter.
  let first = 0;
  const random: Random = { bytes: (count) => new Uint8Array(count).map((_unused, index) => (index % 12 === 8 ? first : 1)) };
  let sampled = 0;
  for (; first < 256; first++) {
    const contextOf = traceSource(random, { ratio: 0.25, follows: () => false });
    if (isSampled(contextOf(fields(`00-${"f".repeat(32)}-${SPAN}-01`), PEER))) sampled++;
  }
  assert.equal(sampled, 64);
});

test("ids are never all zero", () => {
  const context = traceSource(filled(0), null)(NO_FIELDS, PEER);
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
