/** The field names that traffic is made of, as numbers: a name is recognised from its bytes while the head is scanned, without making a string. */

/** Ids of the fields that framing and connection handling read. They are the first rows of the table. */
export const FIELD = {
  host: 0,
  contentLength: 1,
  transferEncoding: 2,
  connection: 3,
  expect: 4,
  upgrade: 5,
} as const;

/** Ids below this are those of `FIELD`. */
export const FRAMING_FIELDS = 6;

/** Every known name, lower case, by id. What is not here works the same, a little slower. */
export const KNOWN_FIELDS: readonly string[] = `host content-length transfer-encoding connection expect upgrade
  accept accept-charset accept-encoding accept-language accept-ranges access-control-allow-credentials access-control-allow-headers
  access-control-allow-methods access-control-allow-origin access-control-expose-headers access-control-max-age access-control-request-headers
  access-control-request-method age allow alt-svc authorization baggage cache-control content-digest content-disposition content-encoding
  content-language content-location content-range content-security-policy content-type cookie cross-origin-opener-policy
  cross-origin-resource-policy date dnt dpop etag expires forwarded from http2-settings idempotency-key if-match if-modified-since
  if-none-match if-range if-unmodified-since keep-alive last-event-id last-modified link location max-forwards origin pragma prefer priority
  proxy-authenticate proxy-authorization proxy-connection range ratelimit ratelimit-policy referer referrer-policy retry-after sec-ch-ua
  sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-gpc sec-websocket-accept
  sec-websocket-extensions sec-websocket-key sec-websocket-protocol sec-websocket-version server set-cookie signature signature-input
  strict-transport-security te traceparent tracestate trailer upgrade-insecure-requests user-agent vary via warning www-authenticate
  x-api-key x-content-type-options x-correlation-id x-csrf-token x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-prefix
  x-forwarded-proto x-frame-options x-http-method-override x-original-url x-powered-by x-ratelimit-limit x-ratelimit-remaining
  x-ratelimit-reset x-real-ip x-request-id x-requested-with x-rewrite-url x-xss-protection`.split(/\s+/u);

const IDS: ReadonlyMap<string, number> = new Map(KNOWN_FIELDS.map((name, id) => [name, id]));

/** Slots of the open-addressed table, a power of two four times as many as names, so that runs stay short. */
const SLOTS = 512;
const SLOT_ID = new Int16Array(SLOTS).fill(-1);

/** One step of the name hash over a lower-case byte; starts at 0. */
export function hashStep(hash: number, lower: number): number {
  return (Math.imul(hash, 31) + lower) | 0;
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 9)) & (SLOTS - 1);
}

for (const [id, name] of KNOWN_FIELDS.entries()) {
  let hash = 0;
  for (let at = 0; at < name.length; at += 1) hash = hashStep(hash, name.charCodeAt(at));
  let slot = slotOf(hash);
  while (SLOT_ID[slot] !== -1) slot = (slot + 1) & (SLOTS - 1);
  SLOT_ID[slot] = id;
}

/** Id of a lower-case name, -1 where it is not known. */
export function fieldId(name: string): number {
  return IDS.get(name) ?? -1;
}

/**
 * Id of the token `bytes[start, end)` in any case, -1 where it is not known. `hash` is `hashStep` over its lower-case bytes.
 * The name is always compared, so two names of one hash are never taken for each other.
 */
export function matchFieldName(bytes: Uint8Array, start: number, end: number, hash: number): number {
  for (let slot = slotOf(hash); ; slot = (slot + 1) & (SLOTS - 1)) {
    const id = SLOT_ID[slot] ?? -1;
    if (id < 0) return -1;
    const name = KNOWN_FIELDS[id] ?? "";
    if (name.length === end - start && isNamed(bytes, start, name)) return id;
  }
}

function isNamed(bytes: Uint8Array, start: number, name: string): boolean {
  for (let at = 0; at < name.length; at += 1) {
    const byte = bytes[start + at] ?? 0;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    if (lower !== name.charCodeAt(at)) return false;
  }
  return true;
}

/**
 * Whether an unknown name becomes a known one where `_` is read as `-`, as CGI, WSGI and PHP do: `Content_Length`, `X_Forwarded_For`. `name` lower case.
 * Why: what we strip or frame by under one name, such an upstream would read under the other.
 */
export function mimicsKnownField(name: string): boolean {
  return name.includes("_") && IDS.has(name.replaceAll("_", "-"));
}
