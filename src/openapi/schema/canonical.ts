/** One text per JSON value: equal values (JSON Schema 2020-12 core, section 4.2.2) have equal texts, others differ. For `enum`, `const`, `uniqueItems`. */
import { toCanonicalNumber } from "../../codec/json/decimal.ts";
import { isJsonArray, isJsonNumeric, isJsonObject } from "../../codec/json/json_value.ts";

/** The canonical text; null once `spend` refused. Charged about a step per ten bytes and per member. Linear but for the sorting of names. */
export function toCanonicalText(value: unknown, spend: (steps: number) => boolean): string | null {
  const parts: string[] = [];
  return write(value, parts, spend) ? parts.join("") : null;
}

function write(value: unknown, parts: string[], spend: (steps: number) => boolean): boolean {
  if (typeof value === "string") {
    parts.push(JSON.stringify(value));
    return spend(2 + (value.length >> 2));
  }
  if (isJsonNumeric(value)) {
    parts.push(toCanonicalNumber(value));
    return spend(typeof value === "number" ? 2 : 50);
  }
  if (isJsonArray(value)) {
    parts.push("[");
    for (const item of value) {
      if (!write(item, parts, spend)) return false;
      parts.push(",");
    }
    parts.push("]");
    return spend(2);
  }
  if (isJsonObject(value)) {
    const names = Object.keys(value).toSorted();
    if (!spend(2 + names.length * 4)) return false;
    parts.push("{");
    for (const name of names) {
      parts.push(JSON.stringify(name), ":");
      if (!write(value[name], parts, spend)) return false;
      parts.push(",");
    }
    parts.push("}");
    return true;
  }
  parts.push(String(value));
  return spend(1);
}
