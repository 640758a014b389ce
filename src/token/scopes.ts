/** Scopes of a token: `scope` as RFC 9068 section 2.2.3 has it, or the arrays and the `scp` that servers in the field send. */
import type { JsonObject } from "../codec/json/json_value.ts";
import { isTextArray } from "./claims.ts";

/** Most scopes that are kept of one token; the size bound of tokens makes more unlikely and this makes it harmless. */
const MAX_SCOPES = 1_000;

/** The scopes in the named claims together: text separated by spaces, or an array of text. Null when one of them is something else. */
export function scopesOf(claims: JsonObject, names: readonly string[]): ReadonlySet<string> | null {
  const scopes = new Set<string>();
  for (const name of names) {
    const value = claims[name];
    if (value === undefined) continue;
    const list = typeof value === "string" ? value.split(" ") : isTextArray(value) ? value : null;
    if (list === null || list.length > MAX_SCOPES) return null;
    for (const scope of list) if (scope !== "") scopes.add(scope);
  }
  return scopes;
}
