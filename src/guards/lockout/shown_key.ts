/** What a request shows of a credential, seen from outside: before authentication, without knowing which schemes an operation takes. */
import type { HeaderFields } from "../../kernel/exchange.ts";
import { API_KEY_PREFIX } from "../../token/api_key.ts";

const ID_LENGTH = 10;

/** The public id of the first API key of ours in a field or in the query; null where none is shown. That it is shown proves nothing. */
export function shownKeyId(headers: HeaderFields, query: string | null): string | null {
  for (let index = 0; index < headers.length; index++) {
    const id = keyIdIn(headers.valueAt(index));
    if (id !== null) return id;
  }
  return query === null ? null : keyIdIn(query);
}

/** Whether a request tried to prove something: an `Authorization` field, a key of ours anywhere, or a field named like a key or token. */
export function showsCredential(headers: HeaderFields, query: string | null): boolean {
  for (let index = 0; index < headers.length; index++) {
    const name = headers.nameAt(index);
    if (name === "authorization" || name.includes("key") || name.includes("token")) return true;
  }
  return shownKeyId(headers, query) !== null;
}

/** The id after the first `pc_` that has one: ten letters or digits, then `_`. */
function keyIdIn(text: string): string | null {
  for (let at = text.indexOf(API_KEY_PREFIX); at !== -1; at = text.indexOf(API_KEY_PREFIX, at + 1)) {
    const start = at + API_KEY_PREFIX.length;
    if (text[start + ID_LENGTH] === "_" && isId(text, start)) return text.slice(start, start + ID_LENGTH);
  }
  return null;
}

function isId(text: string, start: number): boolean {
  for (let at = start; at < start + ID_LENGTH; at++) {
    const code = text.charCodeAt(at);
    if (!((code >= 97 && code <= 122) || (code >= 48 && code <= 57))) return false;
  }
  return true;
}
