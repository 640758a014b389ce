/** Narrowing of decoded JSON: what a document's values may be, and safe look-ups that never see a prototype. */

/** A JSON object as decoded by `JSON.parse` or from YAML; read its members through `member` only. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isJsonArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The own member `key`, undefined where there is none: `constructor` and its like are never found by accident. */
export function member(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The member when it is a string, else undefined. */
export function stringMember(object: JsonObject, key: string): string | undefined {
  const value = member(object, key);
  return typeof value === "string" ? value : undefined;
}

/** The member when it is a boolean, else undefined. */
export function booleanMember(object: JsonObject, key: string): boolean | undefined {
  const value = member(object, key);
  return typeof value === "boolean" ? value : undefined;
}

const EMPTY_OBJECT: JsonObject = Object.freeze({});
const EMPTY_ARRAY: readonly unknown[] = Object.freeze([]);

/** The member when it is an object, else an empty one. */
export function objectMember(object: JsonObject, key: string): JsonObject {
  const value = member(object, key);
  return isJsonObject(value) ? value : EMPTY_OBJECT;
}

/** The member when it is an array, else an empty one. */
export function arrayMember(object: JsonObject, key: string): readonly unknown[] {
  const value = member(object, key);
  return isJsonArray(value) ? value : EMPTY_ARRAY;
}
