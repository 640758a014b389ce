/** The one API key of a request, where the document says it is: a header, the query, or a cookie. */
import { parseCookies } from "../../codec/cookie.ts";
import type { Routed } from "../../kernel/exchange.ts";
import { queryValues } from "../query_values.ts";

export interface KeyPlace {
  readonly in: "header" | "query" | "cookie";
  /** As declared; a header's in lower case. */
  readonly name: string;
}

/** Every value sent there, decoded; null stands for one that can't be read. More than one is for the caller to refuse. */
export function readKeyValues(exchange: Routed, place: KeyPlace): readonly (string | null)[] {
  if (place.in === "header") return exchange.headers.getAll(place.name);
  if (place.in === "query") return exchange.query === null ? [] : queryValues(exchange.query, place.name);
  const values: (string | null)[] = [];
  for (const field of exchange.headers.getAll("cookie")) {
    const cookies = parseCookies(field);
    // Why: a field that parsers divide differently may hold the key for one of them.
    if ("refused" in cookies) values.push(null);
    else for (const cookie of cookies) if (cookie.name === place.name) values.push(cookie.value);
  }
  return values;
}
