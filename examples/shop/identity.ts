/**
 * Who is calling. The shop was written to stand behind something that has checked already.
 * FLAWS (API2): `X-User` is believed from anyone; a bearer token is decoded and never verified, so its signature, algorithm, issuer, audience, type and
 * expiry are worth nothing; the token may also stand in the URL.
 */
import { isRecord } from "./exchange.ts";

function subjectOf(token: string): string | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return isRecord(claims) && typeof claims["sub"] === "string" ? claims["sub"] : null;
  } catch {
    return null;
  }
}

/** The caller's name, or null. */
export function callerOf(headers: Readonly<Record<string, string>>, query: URLSearchParams): string | null {
  const asserted = headers["x-user"];
  if (asserted !== undefined) return asserted;
  const authorization = headers["authorization"] ?? "";
  if (authorization.startsWith("Bearer ")) return subjectOf(authorization.slice("Bearer ".length));
  const inUrl = query.get("access_token");
  return inUrl === null ? null : subjectOf(inUrl);
}

/** A token as `POST /sessions` gives it. FLAW (API2): it is not signed. */
export function unsignedToken(subject: string): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", typ: "at+jwt" })}.${part({ sub: subject })}.`;
}
