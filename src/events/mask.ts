/**
 * What of a request may be written down. A record shows where things were, not the secrets themselves: values of the query never, path segments and header
 * values only when they do not look like a credential. OWASP API8:2023, Logging Cheat Sheet "data to exclude".
 */

/** Stands where a value was. */
export const MASKED = "***";

/** Names whose value is a secret when the name, lower case and without `-`, `_` and `.`, contains one of these. */
const SECRET_PARTS: readonly string[] = [
  "password",
  "passwd",
  "passphrase",
  "secret",
  "token",
  "apikey",
  "accesskey",
  "privatekey",
  "authorization",
  "credential",
  "cookie",
  "session",
  "signature",
  "assertion",
  "cardnumber",
  "iban",
];
/** The same for names that must be these as a whole, being too short to look for inside others. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  "pwd",
  "auth",
  "sid",
  "sig",
  "otp",
  "totp",
  "pin",
  "cvv",
  "cvc",
  "pan",
  "ssn",
  "jwt",
  "dpop",
]);

/** Whether a parameter, field or property of this name holds a secret by its name alone. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll("-", "").replaceAll("_", "").replaceAll(".", "");
  return SECRET_NAMES.has(plain) || SECRET_PARTS.some((part) => plain.includes(part));
}

/** Answers of `isSecretName` for names that documents declare: few, and asked for at every exchange. */
const PARAMETERS = new Map<string, boolean>();
const MAX_PARAMETERS = 4_096;

function isSecretParameter(name: string): boolean {
  const known = PARAMETERS.get(name);
  if (known !== undefined) return known;
  const secret = isSecretName(name);
  if (PARAMETERS.size < MAX_PARAMETERS) PARAMETERS.set(name, secret);
  return secret;
}

/** Public prefixes by which issuers mark their secrets: JSON Web Tokens, GitHub, GitLab, Slack, AWS, Stripe, Google. */
const SECRET_PREFIXES: readonly string[] = [
  "eyJ",
  "ghp_",
  "gho_",
  "ghs_",
  "ghr_",
  "ghu_",
  "github_pat_",
  "glpat-",
  "xox",
  "AKIA",
  "ASIA",
  "sk_",
  "rk_",
  "pk_live_",
  "AIza",
  "ya29.",
];
const MIN_SECRET = 12;

/** Whether a value looks like a credential or a payment card number whatever its name. Linear; false for ordinary ids, UUIDs among them. */
export function looksSecret(value: string): boolean {
  if (value.length < MIN_SECRET) return false;
  for (const prefix of SECRET_PREFIXES) if (value.startsWith(prefix)) return true;
  return isCardNumber(value);
}

/** 13 to 19 digits, single blanks or hyphens between them allowed, that pass Luhn's check (ISO/IEC 7812-1 annex B). */
function isCardNumber(value: string): boolean {
  let [digits, even, odd] = [0, 0, 0];
  for (let index = value.length - 1; index >= 0; index--) {
    const digit = value.charCodeAt(index) - 0x30;
    if (digit === 0x2d - 0x30 || digit === 0x20 - 0x30) continue;
    if (digit < 0 || digit > 9 || digits === 19) return false;
    const doubled = digit * 2;
    // Counted from the right, the second, fourth, ... digit is doubled, its digits added.
    if (digits % 2 === 0) even += digit;
    else odd += doubled > 9 ? doubled - 9 : doubled;
    digits++;
  }
  return digits >= 13 && (even + odd) % 10 === 0;
}

/**
 * A canonical path as a record may show it: segments that look like a credential become `***`, and so do those that hold a path parameter with a secret's name.
 * Returns the same string where nothing is masked.
 */
export function maskPath(path: string, parameters: Readonly<Record<string, string>> | null): string {
  let secrets: string[] | null = null;
  for (const name in parameters) {
    const value = parameters[name];
    if (value !== undefined && value !== "" && isSecretParameter(name)) (secrets ??= []).push(value);
  }
  if (secrets === null && path.length <= MIN_SECRET) return path;
  let masked = "";
  let copied = 0;
  for (let start = 1; start <= path.length; ) {
    const slash = path.indexOf("/", start);
    const end = slash === -1 ? path.length : slash;
    const segment = path.slice(start, end);
    if (looksSecret(segment) || (secrets !== null && holdsSecret(segment, secrets))) {
      masked += path.slice(copied, start) + MASKED;
      copied = end;
    }
    start = end + 1;
  }
  return copied === 0 ? path : masked + path.slice(copied);
}

function holdsSecret(segment: string, secrets: readonly string[]): boolean {
  return secrets.some(
    (secret) => segment.includes(secret) || segment.includes(encodeURIComponentSafe(secret)) || secret.split("/").includes(segment),
  );
}

function encodeURIComponentSafe(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

const MAX_NAMES = 32;
const MAX_NAME = 64;

/** A raw query with its names only: `a=***&b`. At most 32 names of 64 characters; the rest is `...`. The empty string for none. */
export function maskQuery(query: string | null): string {
  if (query === null || query === "") return "";
  let masked = "";
  let start = 0;
  for (let count = 0; start <= query.length; count++) {
    if (count === MAX_NAMES) return `${masked}&...`;
    const ampersand = query.indexOf("&", start);
    const end = ampersand === -1 ? query.length : ampersand;
    const equals = query.indexOf("=", start);
    const hasValue = equals !== -1 && equals < end;
    // Why: `?TOKEN` alone has no name, only a value; what stands there is shown only when it is followed by `=`.
    const name = query.slice(start, Math.min(hasValue ? equals : end, start + MAX_NAME));
    if (count > 0) masked += "&";
    if (hasValue) masked += `${looksSecret(name) ? MASKED : name}=${MASKED}`;
    else if (name !== "") masked += MASKED;
    start = end + 1;
  }
  return masked;
}

/** Path and query of a record: `/orders/7?expand=***`. */
export function maskTarget(path: string, query: string | null, parameters: Readonly<Record<string, string>> | null): string {
  const shown = maskPath(path, parameters);
  return query === null || query === "" ? shown : `${shown}?${maskQuery(query)}`;
}

/** A `Referer` as it may be shown: no name and password, of its query the names alone, no fragment, its path as any path. */
export function maskReferer(value: string): string {
  const fragment = value.indexOf("#");
  const mark = value.indexOf("?");
  const cut = mark === -1 || (fragment !== -1 && fragment < mark) ? fragment : mark;
  const before = cut === -1 ? value : value.slice(0, cut);
  const slashes = before.indexOf("//");
  const authority = slashes === -1 ? 0 : slashes + 2;
  const slash = before.indexOf("/", authority);
  const path = slash === -1 ? before.length : slash;
  const at = before.lastIndexOf("@", path - 1);
  const host = at < authority ? before.slice(0, path) : `${before.slice(0, authority)}${MASKED}${before.slice(at, path)}`;
  const query = cut === -1 || value.charAt(cut) === "#" ? "" : value.slice(cut + 1, fragment === -1 ? value.length : fragment);
  const shown = maskPath(before.slice(path), null);
  return `${host}${shown}${query === "" ? "" : `?${maskQuery(query)}`}`;
}

/** Fields whose value says nothing secret; of all others only the name is shown. */
const SHOWN_FIELDS: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "cache-control",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "expect",
  "host",
  "origin",
  "transfer-encoding",
  "user-agent",
  "vary",
  "x-request-id",
  "traceparent",
]);

/** The value of a header field as it may be shown; `name` lower case. */
export function maskField(name: string, value: string): string {
  return SHOWN_FIELDS.has(name) && !looksSecret(value) ? value : MASKED;
}
