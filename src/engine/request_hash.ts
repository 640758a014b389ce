/** What of a request decides its target where equal requests go to the same one. */
import { textHash } from "../balance/text_hash.ts";
import { toClientKey } from "../limit/client_key.ts";
import type { LiveExchange } from "./exchange.ts";
import type { HashBy } from "./upstream.ts";

/** 32 bits. Who has no principal, or does not send the field, is told apart by address. */
export function requestHash({ client, principal, headers }: LiveExchange, by: HashBy): number {
  if (by.kind === "principal" && principal.kind !== "anonymous") return textHash(principal.id);
  const value = by.kind === "header" ? headers.get(by.name) : undefined;
  return textHash(value ?? toClientKey(client.address));
}
