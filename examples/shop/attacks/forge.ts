/** Tokens that nobody issued. */

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token for `subject` that says of itself that it is not signed (RFC 7519 section 6). */
export function forgeUnsigned(subject: string): string {
  return `${encode({ alg: "none", typ: "at+jwt" })}.${encode({ sub: subject, scope: "orders:read admin" })}.`;
}

/** `token` with another subject under its old signature. A placeholder without dots stays one. */
export function forgeSubject(token: string, subject: string): string {
  const [header, payload, signature] = token.split(".");
  if (payload === undefined) return `${token}_WITH_SUB_${subject.toUpperCase()}`;
  const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  return `${header}.${encode(typeof claims === "object" ? { ...claims, sub: subject } : { sub: subject })}.${signature}`;
}
