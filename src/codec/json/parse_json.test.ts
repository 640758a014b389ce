import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { DEFAULT_BUDGET_STEPS, WorkBudget } from "../../kernel/budget.ts";
import { DEFAULT_JSON_LIMITS, type JsonLimits } from "./json_limits.ts";
import { JsonNumber } from "./json_value.ts";
import { type JsonParsed, parseJson, parseJsonText } from "./parse_json.ts";

const parse = (text: string | Uint8Array, limits: Partial<JsonLimits> = {}): JsonParsed =>
  parseJson(
    typeof text === "string" ? new TextEncoder().encode(text) : text,
    { ...DEFAULT_JSON_LIMITS, ...limits },
    new WorkBudget(DEFAULT_BUDGET_STEPS),
  );

function valueOf(text: string, limits: Partial<JsonLimits> = {}): unknown {
  const parsed = parse(text, limits);
  assert.ok(parsed.ok, `\`${text}\` was refused: ${parsed.ok ? "" : parsed.refusal.code}`);
  return parsed.value;
}

/** Through JSON text, so that prototypes do not matter. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("the values of RFC 8259 are read as JSON.parse reads them", () => {
  const texts = [
    "null",
    "true",
    " false ",
    "0",
    "-1.5e2",
    '"a\\n\\u00e9\\ud83d\\ude00\\/"',
    "[]",
    "{}",
    "[1,[2,[3]]]",
    '{"a":{"b":[null,true]},"":0}',
    '\t{\r\n"é":"\u{1f600}"}',
  ];
  for (const text of texts) assert.deepEqual(plain(valueOf(text)), JSON.parse(text), text);
  assert.equal(texts.length, 11);
});

test("each refusal names its code, the byte and the pointer", () => {
  const rows: readonly (readonly [text: string, code: string, offset: number, pointer: string])[] = [
    ['{"a":1,"a":2}', "json.duplicate_key", 7, "/a"],
    ['{"a":1,"\\u0061":2}', "json.duplicate_key", 7, "/a"],
    ['{"é":{"x":1,"x":2}}', "json.duplicate_key", 13, "/é/x"],
    ['[{"__proto__":1}]', "json.proto_key", 2, "/0"],
    ['{"\\u005f_proto__":1}', "json.proto_key", 1, ""],
    ["{} x", "json.trailing", 3, ""],
    ["\ufeff{}", "json.byte_order_mark", 0, ""],
    ['"\\ud800"', "json.lone_surrogate", 1, ""],
    ['["a","\\udc00\\ud800"]', "json.lone_surrogate", 6, "/1"],
    ['"\\ud800\\u0041"', "json.lone_surrogate", 1, ""],
    ['"a\tb"', "json.control_character", 2, ""],
    ['"\\x"', "json.syntax", 1, ""],
    ['"\\u12G4"', "json.syntax", 1, ""],
    ['"open', "json.syntax", 5, ""],
    ["", "json.syntax", 0, ""],
    ["[1,]", "json.syntax", 3, "/1"],
    ['{"a" 1}', "json.syntax", 5, ""],
    ['{"a":}', "json.syntax", 5, "/a"],
    ["{a:1}", "json.syntax", 1, ""],
    ["[01]", "json.syntax", 2, "/0"],
    ["[+1]", "json.syntax", 1, "/0"],
    ["[1.]", "json.syntax", 3, "/0"],
    ["NaN", "json.syntax", 0, ""],
    ["tru", "json.syntax", 0, ""],
    ["1e309", "json.number_range", 0, ""],
    ["[1e-400]", "json.number_range", 1, "/0"],
    [`[${"9".repeat(41)}]`, "json.number_digits", 1, "/0"],
    [`[0.${"0".repeat(400)}1]`, "json.number_range", 1, "/0"],
  ];
  for (const [text, code, offset, pointer] of rows) {
    const parsed = parse(text);
    assert.ok(!parsed.ok, text);
    assert.deepEqual([parsed.refusal.code, parsed.refusal.offset, parsed.refusal.pointer], [code, offset, pointer], text);
  }
  assert.equal(rows.length, 28);
});

test("invalid UTF-8 and raw surrogates are refused at their first byte", () => {
  const rows: readonly (readonly [bytes: readonly number[], offset: number])[] = [
    [[0x22, 0xff, 0x22], 1],
    [[0x22, 0xc0, 0xaf, 0x22], 1],
    [[0x22, 0xed, 0xa0, 0x80, 0x22], 1],
    [[0x22, 0x61, 0xe2, 0x82, 0x22], 2],
  ];
  for (const [bytes, offset] of rows) {
    const parsed = parse(Uint8Array.from(bytes));
    assert.ok(!parsed.ok);
    assert.deepEqual([parsed.refusal.code, parsed.refusal.offset], ["json.encoding", offset]);
  }
});

test("each limit admits its value and refuses one more", () => {
  const rows: readonly (readonly [limits: Partial<JsonLimits>, fits: string, over: string, code: string])[] = [
    [{ maxBytes: 4 }, "[12]", "[123]", "json.too_large"],
    [{ maxDepth: 2 }, "[[1]]", "[[[1]]]", "json.too_deep"],
    [{ maxKeysPerObject: 1 }, '[{"a":1},{"b":1}]', '{"a":1,"b":1}', "json.too_many_keys"],
    [{ maxKeys: 2 }, '[{"a":1},{"b":1}]', '[{"a":1},{"b":1},{"c":1}]', "json.too_many_keys"],
    [{ maxStringLength: 2 }, '"ab"', '"abc"', "json.string_too_long"],
    [{ maxStringLength: 2 }, '"\\ud83d\\ude00"', '"a\\ud83d\\ude00"', "json.string_too_long"],
    [{ maxStringLength: 2 }, '"\\n\\n"', '"\\n\\n\\n"', "json.string_too_long"],
    [{ maxStringLength: 1 }, '{"a":1}', '{"ab":1}', "json.string_too_long"],
    [{ maxNumberDigits: 3 }, "0.00123", "1234", "json.number_digits"],
    [{ maxNumberDigits: 3 }, "-123", "-1.234", "json.number_digits"],
    [{ maxNumberExponent: 5 }, "1e5", "1e6", "json.number_range"],
    [{ maxNumberExponent: 5 }, "0.00001", "1e-6", "json.number_range"],
  ];
  for (const [limits, fits, over, code] of rows) {
    assert.ok(parse(fits, limits).ok, fits);
    const parsed = parse(over, limits);
    assert.ok(!parsed.ok && parsed.refusal.code === code, over);
  }
  assert.equal(rows.length, 12);
});

test("nesting a thousand deep is refused even where the limit says otherwise", () => {
  const parsed = parse("[".repeat(100_000), { maxDepth: 1_000_000 });
  assert.ok(!parsed.ok && parsed.refusal.code === "json.too_deep");
});

test("objects inherit no names", () => {
  const value = valueOf('{"a":1}');
  assert.ok(typeof value === "object" && value !== null);
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) assert.equal(name in value, false, name);
  assert.ok(parse('{"constructor":1,"toString":2}').ok);
});

test("a number that a double can't hold keeps its text, others are plain", () => {
  assert.deepEqual(valueOf("9007199254740993"), new JsonNumber("9007199254740993", 9007199254740992));
  assert.deepEqual(valueOf("0.10000000000000000001"), new JsonNumber("0.10000000000000000001", 0.1));
  for (const text of ["9007199254740992", "0.1", "1.0", "1e22", "1.7976931348623157e308", "0.30000000000000004"]) {
    assert.equal(valueOf(text), Number(text));
  }
});

test("an exhausted budget refuses before the first byte, and a parse costs a step per byte", () => {
  const budget = new WorkBudget(10);
  const bytes = new TextEncoder().encode("[1,2,3]");
  assert.ok(parseJson(bytes, DEFAULT_JSON_LIMITS, budget).ok);
  assert.equal(budget.spent, 7);
  const again = parseJson(bytes, DEFAULT_JSON_LIMITS, budget);
  assert.ok(!again.ok && again.refusal.code === "json.budget");
});

test("text is parsed like its bytes, and a lone surrogate in it is refused", () => {
  const budget = new WorkBudget(1_000);
  const parsed = parseJsonText('["é"]', DEFAULT_JSON_LIMITS, budget);
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.value, ["é"]);
  const lone = parseJsonText('"\ud800"', DEFAULT_JSON_LIMITS, budget);
  assert.ok(!lone.ok && lone.refusal.code === "json.lone_surrogate");
});

test("long names are cut in the pointer of a refusal", () => {
  const name = "n".repeat(1_000);
  const parsed = parse(`{"${name}":1,"${name}":2}`);
  assert.ok(!parsed.ok && parsed.refusal.pointer.length < 100);
});

test("whatever JSON.stringify writes is accepted and means the same", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = JSON.stringify(value);
      if (text.includes("__proto__") || !text.isWellFormed() || /\\ud[89a-f]|e-3\d\d/iu.test(text)) return;
      assert.deepEqual(plain(valueOf(text)), JSON.parse(text));
    }),
    { numRuns: 300 },
  );
});

const NOISE = ["{", "}", "[", "]", '"', ",", ":", "\\", "u", "d", "8", "0", "1", "9", ".", "e", "E", "+", "-", "t", "f", "n", " ", "\n"];

test("no bytes make it throw, and what it accepts JSON.parse accepts", () => {
  const noise = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.string({ unit: fc.constantFrom(...NOISE) }));
  fc.assert(
    fc.property(noise, (input) => {
      const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
      const parsed = parse(bytes);
      if (parsed.ok) JSON.parse(new TextDecoder().decode(bytes));
      else assert.ok(parsed.refusal.offset <= bytes.length);
    }),
    { numRuns: 2_000 },
  );
});
