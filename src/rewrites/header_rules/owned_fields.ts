/** Fields that no header rule may touch, because the gateway itself makes, judges or depends on them. */

const FRAMING = "belongs to the framing of messages";
const HOP = "belongs to one connection only";
const IDENTITY = "says who is calling; the gateway makes it itself";
const ORIGIN = "says where a request comes from; the gateway rebuilds it";
const JUDGED = "decides how a body is read and judged";

const OWNED: ReadonlyMap<string, string> = new Map([
  ["content-length", FRAMING],
  ["transfer-encoding", FRAMING],
  ["trailer", FRAMING],
  ["te", FRAMING],
  ["host", FRAMING],
  ["expect", FRAMING],
  ["connection", HOP],
  ["keep-alive", HOP],
  ["proxy-connection", HOP],
  ["proxy-authenticate", HOP],
  ["proxy-authorization", HOP],
  ["upgrade", HOP],
  ["http2-settings", HOP],
  ["content-encoding", JUDGED],
  ["content-type", JUDGED],
  ["content-range", JUDGED],
  ["range", JUDGED],
  ["authorization", IDENTITY],
  ["cookie", IDENTITY],
  ["dpop", IDENTITY],
  ["www-authenticate", IDENTITY],
  ["forwarded", ORIGIN],
  ["x-real-ip", ORIGIN],
  ["x-request-id", ORIGIN],
  ["traceparent", ORIGIN],
  ["tracestate", ORIGIN],
  ["x-http-method-override", "names another method than the request"],
  ["x-http-method", "names another method than the request"],
  ["x-method-override", "names another method than the request"],
]);
const OWNED_PREFIXES: readonly (readonly [prefix: string, why: string])[] = [
  ["x-forwarded-", ORIGIN],
  ["x-portcullis-", IDENTITY],
  ["access-control-", "is decided by `cors`"],
];

/** Why the field (lower case) is not a rule's to touch; null when it may be. */
export function ownedBecause(name: string): string | null {
  const exact = OWNED.get(name);
  if (exact !== undefined) return exact;
  return OWNED_PREFIXES.find(([prefix]) => name.startsWith(prefix))?.[1] ?? null;
}
