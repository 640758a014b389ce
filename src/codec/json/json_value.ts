/** The value of a JSON text as guards see it. A number that a double can't hold is a `JsonNumber`, so that what is judged is what the upstream reads. */

/** A number whose text means something else than its nearest double: more than about 17 digits. */
export class JsonNumber {
  /** As written, RFC 8259 section 6 grammar. */
  readonly text: string;
  /** Nearest double; finite. */
  readonly value: number;

  constructor(text: string, value: number) {
    this.text = text;
    this.value = value;
  }
}

/** Members by name. No inherited names: `constructor`, `toString` and the like are absent unless sent; `__proto__` is never a member. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}
export type JsonArray = readonly JsonValue[];
export type JsonValue = null | boolean | number | string | JsonNumber | JsonArray | JsonObject;

/** A JSON object in the making. */
export interface MutableJsonObject {
  [name: string]: JsonValue;
}

// Why: `Object.create(null)` starts as a slow dictionary; an instance over an empty null-prototype object has fast properties and inherits nothing either.
const Bare = function Bare() {
  /* no members */
};
Bare.prototype = Object.freeze(Object.create(null));
const BareObject: unknown = Bare;

function isBareConstructor(value: unknown): value is new () => MutableJsonObject {
  return typeof value === "function";
}

function makeConstructor(): new () => MutableJsonObject {
  if (!isBareConstructor(BareObject)) throw new TypeError("the bare object has no constructor");
  return BareObject;
}

const Constructor = makeConstructor();

/** An empty object that inherits no names. */
export function newJsonObject(): MutableJsonObject {
  return new Constructor();
}

/** Whether a value is an object with members: not null, an array, or a number kept as text. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}

/** Whether a value is an array. */
export function isJsonArray(value: unknown): value is JsonArray {
  return Array.isArray(value);
}

/** Whether a value is a number of either form. */
export function isJsonNumeric(value: unknown): value is number | JsonNumber {
  return typeof value === "number" || value instanceof JsonNumber;
}
