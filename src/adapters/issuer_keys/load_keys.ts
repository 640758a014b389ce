/** The keys of an issuer as it publishes them now: metadata first, then the key set it names, each judged before it is believed. */
import type { Dispatcher } from "undici";
import { isJsonObject } from "../../codec/json/json_value.ts";
import { parseIssuerUrl } from "../../token/issuer_url.ts";
import { type KeySet, parseKeySet } from "../../token/key_set.ts";
import type { SignatureVerifier } from "../../token/signature_verifier.ts";
import { fetchJson, shown } from "./fetch_json.ts";
import { metadataUrls } from "./metadata_urls.ts";

/** Longest time for all of it together. */
export const LOAD_TIMEOUT_MS = 8_000;

/** `reason`: a lower-case sentence for the log and for `readyz`. */
export type LoadedKeys = { readonly ok: true; readonly keys: KeySet } | { readonly ok: false; readonly reason: string };

export interface KeyLoading {
  readonly issuer: string;
  /** Where the keys are, when an operator says so; null to ask the issuer's metadata. */
  readonly jwksUri: string | null;
  readonly dispatcher: Dispatcher;
  readonly signatures: SignatureVerifier;
  readonly sha256: (text: string) => string;
}

type KeyAddress = { readonly ok: true; readonly uri: string; readonly from: URL | null } | { readonly ok: false; readonly reason: string };

/** Asks the issuer. Never rejects; takes at most `LOAD_TIMEOUT_MS`. */
export async function loadKeys(loading: KeyLoading): Promise<LoadedKeys> {
  const signal = AbortSignal.timeout(LOAD_TIMEOUT_MS);
  const address: KeyAddress = loading.jwksUri === null ? await discover(loading, signal) : { ok: true, uri: loading.jwksUri, from: null };
  if (!address.ok) return address;
  const fetched = await fetchJson(address.uri, address.from, loading.dispatcher, signal);
  return fetched.ok ? parseKeySet(fetched.value, loading.signatures, loading.sha256) : fetched;
}

async function discover({ issuer, dispatcher }: KeyLoading, signal: AbortSignal): Promise<KeyAddress> {
  const parts = parseIssuerUrl(issuer);
  if (typeof parts === "string") return { ok: false, reason: parts };
  const reasons: string[] = [];
  for (const url of metadataUrls(parts)) {
    const fetched = await fetchJson(url, null, dispatcher, signal);
    if (fetched.ok) return readMetadata(fetched.value, fetched.url, issuer);
    reasons.push(fetched.reason);
    if (!fetched.missing) break;
  }
  return { ok: false, reason: reasons.join("; ") };
}

/** RFC 8414 section 3.3: metadata that names another issuer must not be used. */
function readMetadata(value: unknown, url: URL, issuer: string): KeyAddress {
  if (!isJsonObject(value)) return { ok: false, reason: `\`${url.href}\` is not a JSON object` };
  if (value["issuer"] !== issuer) {
    const named = typeof value["issuer"] === "string" ? `\`${shown(value["issuer"])}\`` : "nobody";
    return {
      ok: false,
      reason: `the metadata at \`${url.href}\` is of ${named}, not of \`${issuer}\`; the two must be equal to the last slash`,
    };
  }
  const uri = value["jwks_uri"];
  return typeof uri === "string" ? { ok: true, uri, from: url } : { ok: false, reason: `\`${url.href}\` names no \`jwks_uri\`` };
}
