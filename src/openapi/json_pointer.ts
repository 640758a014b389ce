/** JSON Pointer (RFC 6901): how a place inside a file is written. */
import { parsePointer, toPointerToken } from "../codec/json/json_pointer.ts";
import { isJsonArray, isJsonObject } from "./json_value.ts";

/** `pointer` one step further down; an array index is given as its number. */
export function pointerTo(pointer: string, ...tokens: readonly (string | number)[]): string {
  let result = pointer;
  for (const token of tokens) result += `/${typeof token === "number" ? token : toPointerToken(token)}`;
  return result;
}

/** Index of an array element as RFC 6901 section 4 writes it: digits without a leading zero; -1 for anything else. */
export function arrayIndex(token: string): number {
  if (token === "" || token.length > 9 || (token.length > 1 && token.startsWith("0"))) return -1;
  let index = 0;
  for (let at = 0; at < token.length; at += 1) {
    const digit = token.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    index = index * 10 + digit;
  }
  return index;
}

/** What `pointer` names in `root`. `found` is false where a step does not exist or the pointer is malformed. */
export function valueAt(root: unknown, pointer: string): { readonly found: true; readonly value: unknown } | { readonly found: false } {
  const tokens = parsePointer(pointer);
  if (tokens === null) return { found: false };
  let value = root;
  for (const token of tokens) {
    if (isJsonArray(value)) {
      const index = arrayIndex(token);
      if (index < 0 || index >= value.length) return { found: false };
      value = value[index];
    } else if (isJsonObject(value) && Object.hasOwn(value, token)) {
      value = value[token];
    } else {
      return { found: false };
    }
  }
  return { found: true, value };
}
