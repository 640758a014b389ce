import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { ByteWriter } from "./byte_writer.ts";
import { printableJson } from "./printable_json.ts";

function written(write: (writer: ByteWriter) => void): string {
  const writer = new ByteWriter(new ArrayBuffer(16));
  write(writer);
  return new TextDecoder("utf-8", { fatal: true }).decode(writer.take(new ArrayBuffer(16)));
}

test("strings are written as their slow twin writes them", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.string({ unit: "binary", minLength: 500, maxLength: 900 })),
      (text) => {
        assert.equal(
          written((writer) => writer.string(text)),
          printableJson(text),
        );
      },
    ),
  );
  assert.equal(
    written((writer) => writer.string("\ud800")),
    '"\\ud800"',
  );
  assert.equal(
    written((writer) => writer.string(null)),
    "null",
  );
});

test("numbers read back as they are", () => {
  const hundredth = fc.integer({ min: 0, max: 200_000_000_000 }).map((value) => value / 100);
  fc.assert(
    fc.property(
      fc.oneof(fc.integer(), fc.nat(), fc.maxSafeInteger(), hundredth, fc.double({ noNaN: true, noDefaultInfinity: true })),
      (value) => {
        assert.equal(
          written((writer) => writer.number(value)),
          JSON.stringify(value),
        );
      },
    ),
    { numRuns: 2_000 },
  );
  const rows = [
    0,
    -0,
    9,
    10,
    99,
    100,
    999_999_999,
    1_000_000_000,
    0.01,
    0.1,
    0.99,
    0.999,
    1.005,
    12.34,
    0.07,
    1_732_430_000_123,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ];
  for (const value of rows)
    assert.equal(
      written((writer) => writer.number(value)),
      JSON.stringify(value),
    );
  assert.equal(rows.length, 18);
});

test("it grows as needed, begins again after a take, and can go back", () => {
  const writer = new ByteWriter(new ArrayBuffer(16));
  writer.ascii("x".repeat(5_000));
  const mark = writer.length;
  writer.copy(new TextEncoder().encode("y".repeat(5_000)));
  writer.truncate(mark);
  writer.repeat(0, 3);
  writer.json([1, "é"]);
  const taken = new TextDecoder().decode(writer.take(new ArrayBuffer(16)));
  assert.equal(taken, `${"x".repeat(5_003)}[1,"é"]`);
  assert.equal(writer.length, 0);
});
