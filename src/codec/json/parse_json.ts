/**
 * JSON from a caller (RFC 8259, I-JSON RFC 7493), parsed strictly: what two parsers could read differently is refused, with its place.
 * Duplicate names (after escapes are decoded), trailing bytes, a byte order mark, invalid UTF-8, lone surrogates, `__proto__`, and whatever is over a limit.
 * Linear in the bytes; the budget is charged a step per byte before the first is read.
 */
import type { WorkBudget } from "../../kernel/budget.ts";
import { decodeUtf8, utf8ErrorAt, utf8Length } from "../utf8.ts";
import { DEPTH_CEILING, type JsonLimits } from "./json_limits.ts";
import { scanNumber } from "./json_number.ts";
import { toShownToken } from "./json_pointer.ts";
import { type JsonValue, newJsonObject } from "./json_value.ts";
import { hashOn, MAX_KEPT_NAME, recurringName } from "./recurring_names.ts";
import { scanEscapes } from "./scan_escapes.ts";

/** Why a text was refused; the codes are stable. */
export type JsonRefusalCode =
  | "json.syntax"
  | "json.trailing"
  | "json.byte_order_mark"
  | "json.encoding"
  | "json.control_character"
  | "json.lone_surrogate"
  | "json.duplicate_key"
  | "json.proto_key"
  | "json.too_large"
  | "json.too_deep"
  | "json.too_many_keys"
  | "json.string_too_long"
  | "json.number_digits"
  | "json.number_range"
  | "json.budget";

export interface JsonRefusal {
  readonly code: JsonRefusalCode;
  /** One lower-case sentence without anything of the text. */
  readonly message: string;
  /** Bytes before the fault. */
  readonly offset: number;
  /** RFC 6901 pointer of the value the fault is in; long names are cut. */
  readonly pointer: string;
}

export type JsonParsed = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly refusal: JsonRefusal };

const MESSAGES: Readonly<Record<JsonRefusalCode, string>> = {
  "json.syntax": "the body is not JSON",
  "json.trailing": "something follows the JSON value",
  "json.byte_order_mark": "the JSON text starts with a byte order mark",
  "json.encoding": "the JSON text is not valid UTF-8",
  "json.control_character": "a control character in a string is not escaped",
  "json.lone_surrogate": "half of a surrogate pair stands alone in a string",
  "json.duplicate_key": "an object has the same name twice",
  "json.proto_key": "an object has the name `__proto__`",
  "json.too_large": "the JSON text is over the size limit",
  "json.too_deep": "arrays and objects are nested deeper than the limit",
  "json.too_many_keys": "objects have more names than the limit",
  "json.string_too_long": "a string is longer than the limit",
  "json.number_digits": "a number has more digits than the limit",
  "json.number_range": "a number is beyond the range of a double or of the limit",
  "json.budget": "the work budget of the request is used up",
};

const refuse = (code: JsonRefusalCode, offset: number, pointer: string): JsonParsed => ({
  ok: false,
  refusal: { code, message: `${MESSAGES[code]}, at byte ${offset}`, offset, pointer },
});

/** Parses the bytes of one JSON text. `decode` turns UTF-8 into text or answers null where it is invalid; it must keep a byte order mark. */
export function parseJson(
  bytes: Uint8Array,
  limits: JsonLimits,
  budget: WorkBudget,
  decode: (bytes: Uint8Array) => string | null = decodeUtf8,
): JsonParsed {
  if (bytes.length > limits.maxBytes) return refuse("json.too_large", limits.maxBytes, "");
  if (!budget.spend(bytes.length)) return refuse("json.budget", 0, "");
  const text = decode(bytes);
  if (text === null) return refuse("json.encoding", utf8ErrorAt(bytes), "");
  return new Parse(text, limits).run();
}

/** As `parseJson`, for text that is decoded already: a parameter, a form field, a literal of ours. `maxBytes` counts UTF-16 code units here. */
export function parseJsonText(text: string, limits: JsonLimits, budget: WorkBudget): JsonParsed {
  if (text.length > limits.maxBytes) return refuse("json.too_large", limits.maxBytes, "");
  if (!budget.spend(text.length)) return refuse("json.budget", 0, "");
  if (!text.isWellFormed()) return refuse("json.lone_surrogate", 0, "");
  return new Parse(text, limits).run();
}

/** One parse under way. A method that fails notes why and gives undefined, which no JSON value is; each level adds its name on the way out. */
class Parse {
  private readonly text: string;
  private readonly limits: JsonLimits;
  private readonly maxDepth: number;
  private at = 0;
  private keys = 0;
  private code: JsonRefusalCode = "json.syntax";
  private readonly path: string[] = [];

  constructor(text: string, limits: JsonLimits) {
    this.text = text;
    this.limits = limits;
    this.maxDepth = Math.min(limits.maxDepth, DEPTH_CEILING);
  }

  run(): JsonParsed {
    if (this.text.charCodeAt(0) === 0xfeff) return refuse("json.byte_order_mark", 0, "");
    const value = this.value(this.skip(), 1);
    if (value !== undefined) {
      if (Number.isNaN(this.skip())) return { ok: true, value };
      this.code = "json.trailing";
      this.path.length = 0;
    }
    const pointer = this.path.length === 0 ? "" : `/${this.path.toReversed().join("/")}`;
    return refuse(this.code, utf8Length(this.text, this.at), pointer);
  }

  private fail(code: JsonRefusalCode, at: number): undefined {
    this.code = code;
    this.at = at;
    return undefined;
  }

  /** Passes white space; the code unit it stops at, NaN at the end. */
  private skip(): number {
    let code = this.text.charCodeAt(this.at);
    while (code === 32 || code === 10 || code === 13 || code === 9) {
      this.at += 1;
      code = this.text.charCodeAt(this.at);
    }
    return code;
  }

  /** The value that starts with `code` at the current place. */
  private value(code: number, depth: number): JsonValue | undefined {
    switch (code) {
      case 34:
        return this.string();
      case 123:
        return depth > this.maxDepth ? this.fail("json.too_deep", this.at) : this.object(depth);
      case 91:
        return depth > this.maxDepth ? this.fail("json.too_deep", this.at) : this.array(depth);
      case 116:
        return this.word("true", true);
      case 102:
        return this.word("false", false);
      case 110:
        return this.word("null", null);
      default:
        return this.number(code);
    }
  }

  private word<T extends boolean | null>(word: string, value: T): T | undefined {
    if (!this.text.startsWith(word, this.at)) return this.fail("json.syntax", this.at);
    this.at += word.length;
    return value;
  }

  private number(first: number): JsonValue | undefined {
    const { text, at: start } = this;
    // Short integers, the most common numbers, are read as they pass; all else goes the exact way.
    let at = start;
    let code = first;
    let value = 0;
    while (code >= 48 && code <= 57) {
      value = value * 10 + code - 48;
      at += 1;
      code = text.charCodeAt(at);
    }
    const digits = at - start;
    if (
      digits > 0 &&
      digits <= Math.min(15, this.limits.maxNumberDigits) &&
      code !== 46 &&
      (code | 32) !== 101 &&
      (first !== 48 || digits === 1)
    ) {
      this.at = at;
      return value;
    }
    const scanned = scanNumber(text, start, this.limits);
    if (!scanned.ok) return this.fail(scanned.code, scanned.code === "json.syntax" ? scanned.end : start);
    this.at = scanned.end;
    return scanned.value;
  }

  private string(): string | undefined {
    const { text } = this;
    const start = this.at + 1;
    let at = start;
    let code = text.charCodeAt(at);
    while (code !== 34 && code !== 92 && code >= 32) {
      at += 1;
      code = text.charCodeAt(at);
    }
    if (code !== 34) return this.escapedString(start, at);
    if (at - start > this.limits.maxStringLength) return this.fail("json.string_too_long", this.at);
    this.at = at + 1;
    return text.slice(start, at);
  }

  /** A string that names a member. Its text is the same value each time, where it is one of the names that recur. */
  private name(): string | undefined {
    const { text } = this;
    const start = this.at + 1;
    let at = start;
    let hash = 0;
    let code = text.charCodeAt(at);
    while (code !== 34 && code !== 92 && code >= 32) {
      hash = hashOn(hash, code);
      at += 1;
      code = text.charCodeAt(at);
    }
    const length = at - start;
    if (code !== 34 || length > MAX_KEPT_NAME || length > this.limits.maxStringLength) return this.string();
    this.at = at + 1;
    return recurringName(text, start, at, hash);
  }

  /** A string from its first backslash or fault on: every escape is checked, then the literal is decoded in one go. */
  private escapedString(start: number, from: number): string | undefined {
    const scanned = scanEscapes(this.text, from);
    if (!scanned.ok) return this.fail(scanned.code, scanned.at);
    const { end, saved } = scanned;
    if (end - start - saved > this.limits.maxStringLength) return this.fail("json.string_too_long", start - 1);
    const decoded: unknown = JSON.parse(this.text.slice(start - 1, end + 1));
    if (typeof decoded !== "string") throw new TypeError("a string literal did not decode to a string");
    this.at = end + 1;
    return decoded;
  }

  private array(depth: number): JsonValue | undefined {
    const items: JsonValue[] = [];
    this.at += 1;
    let code = this.skip();
    if (code === 93) {
      this.at += 1;
      return items;
    }
    for (;;) {
      const item = this.value(code, depth + 1);
      if (item === undefined) {
        this.path.push(String(items.length));
        return undefined;
      }
      items.push(item);
      code = this.skip();
      if (code === 93) break;
      if (code !== 44) return this.fail("json.syntax", this.at);
      this.at += 1;
      code = this.skip();
    }
    this.at += 1;
    return items;
  }

  private object(depth: number): JsonValue | undefined {
    const members = newJsonObject();
    this.at += 1;
    let code = this.skip();
    let count = 0;
    if (code === 125) {
      this.at += 1;
      return members;
    }
    for (;;) {
      if (code !== 34) return this.fail("json.syntax", this.at);
      const keyAt = this.at;
      const key = this.name();
      if (key === undefined) return undefined;
      if (key === "__proto__") return this.fail("json.proto_key", keyAt);
      count += 1;
      this.keys += 1;
      if (count > this.limits.maxKeysPerObject || this.keys > this.limits.maxKeys) return this.fail("json.too_many_keys", keyAt);
      if (members[key] !== undefined) {
        this.path.push(toShownToken(key));
        return this.fail("json.duplicate_key", keyAt);
      }
      if (this.skip() !== 58) return this.fail("json.syntax", this.at);
      this.at += 1;
      const value = this.value(this.skip(), depth + 1);
      if (value === undefined) {
        this.path.push(toShownToken(key));
        return undefined;
      }
      members[key] = value;
      code = this.skip();
      if (code === 125) break;
      if (code !== 44) return this.fail("json.syntax", this.at);
      this.at += 1;
      code = this.skip();
    }
    this.at += 1;
    return members;
  }
}
