/** Under which key a call is counted. Whoever leaves out what a limit counts by falls back to what can't be left out, so that no limit is dodged. */
import type { Hash } from "../../kernel/deps.ts";
import type { Identified, Routed } from "../../kernel/exchange.ts";
import { toClientKey } from "../../limit/client_key.ts";
import type { EarlySubject, LateSubject } from "./options.ts";

/** Longest identifier used as it is; longer ones are hashed. */
const MAX_PLAIN = 120;

/**
 * The key of a call before its caller is known. A header's value is hashed: it may be a secret, and counters may live in a shared store; all fields of the
 * name are one value. Without the header, the client's address counts.
 */
export function toEarlyKey(per: EarlySubject, exchange: Routed, hash: Hash): string {
  if (per.kind === "operation") return bounded("operation ", `${exchange.api} ${exchange.operation.id}`, hash);
  if (per.kind === "header") {
    const values = exchange.headers.getAll(per.name);
    if (values.length > 0) return `header ${hash.sha256(values.join(", "))}`;
  }
  return toClientKey(exchange.client.address);
}

/**
 * The key of a call whose caller is known. A claim that the token lacks, and an API key that was not shown, count by the caller; an anonymous caller counts by
 * address. Claims that are no text count by their JSON.
 */
export function toLateKey(per: LateSubject, exchange: Identified, hash: Hash): string {
  const { principal } = exchange;
  if (principal.kind === "anonymous") return toClientKey(exchange.client.address);
  if (per.kind === "claim") {
    const value = Object.hasOwn(principal.claims, per.name) ? principal.claims[per.name] : undefined;
    if (value !== undefined && value !== null) return bounded("claim ", typeof value === "string" ? value : JSON.stringify(value), hash);
  }
  if (per.kind === "api_key") {
    for (const credential of principal.by.values()) {
      if (credential.kind === "api_key" && credential.id !== null) return bounded("key ", credential.id, hash);
    }
  }
  return bounded("principal ", principal.id, hash);
}

function bounded(prefix: string, text: string, hash: Hash): string {
  return text.length <= MAX_PLAIN ? prefix + text : `${prefix}# ${hash.sha256(text)}`;
}
