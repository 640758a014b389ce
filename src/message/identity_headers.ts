/**
 * Fields by which servers behind a gateway are told who calls, over which connection and at which address. From outside they are always removed, for a caller
 * who may write them is whoever he likes (CWE-290, CWE-348; OWASP API2:2023); what the gateway has proven it writes itself.
 *
 * Names are compared with every character that is not a letter or digit read as `-`: CGI, WSGI and PHP fold `X_Forwarded_For` and `X-Forwarded-For` into one.
 */

/** Whole names, folded. */
const NAMES: ReadonlySet<string> = new Set([
  // the client's address
  "forwarded",
  "forwarded-for",
  "forwarded-proto",
  "forwarded-host",
  "client-ip",
  "http-client-ip",
  "true-client-ip",
  "fastly-client-ip",
  "fastly-ssl",
  "cf-connecting-ip",
  "cf-connecting-ipv6",
  "cf-pseudo-ipv4",
  "cf-visitor",
  "cf-access-authenticated-user-email",
  "proxy-client-ip",
  "x-forwarded",
  "x-forwarder-for",
  "x-real-ip",
  "x-real-port",
  "x-client-ip",
  "x-client-dn",
  "x-cluster-client-ip",
  "x-originating-ip",
  "x-proxyuser-ip",
  "x-azure-clientip",
  "x-azure-socketip",
  "x-custom-ip-authorization",
  "x-original-forwarded-for",
  // the connection and the host
  "front-end-https",
  "x-url-scheme",
  "x-scheme",
  "x-host",
  "x-host-override",
  "x-http-host-override",
  "x-original-host",
  // another URL or file than the one that was judged
  "x-original-url",
  "x-original-uri",
  "x-original-path",
  "x-original-method",
  "x-rewrite-url",
  "x-sendfile-type",
  // httpoxy: CGI makes it HTTP_PROXY
  "proxy",
  // who calls
  "auth-user",
  "auth-type",
  "eppn",
  "x-subject-dn",
  "x-issuer-dn",
  "x-anonymous-consumer",
  "x-authenticated",
  "x-principal",
  "x-identity",
  "x-username",
  "x-email",
  "x-role",
  "x-roles",
  "x-group",
  "x-groups",
  "x-scope",
  "x-scopes",
  "x-admin",
  "x-is-admin",
  "x-endpoint-api-userinfo",
  "x-apigateway-api-userinfo",
]);

/** Beginnings of folded names. */
const PREFIXES: readonly string[] = [
  "client-cert",
  "impersonate-",
  "iv-",
  "mellon-",
  "oidc-",
  "remote-",
  "shib-",
  "sm-",
  "ssl-client-",
  "tailscale-user-",
  "wl-proxy-",
  "x-accel-",
  "x-amzn-mtls-",
  "x-amzn-oidc-",
  "x-appengine-",
  "x-arr-",
  "x-auth-",
  "x-authentik-",
  "x-authenticated-",
  "x-client-cert",
  "x-client-verify",
  "x-consumer-",
  "x-credential-",
  "x-envoy-",
  "x-forwarded-",
  "x-goog-authenticated-user-",
  "x-identity-",
  "x-internal-",
  "x-jwt-claim",
  "x-jwt-payload",
  "x-middleware-",
  "x-ms-client-principal",
  "x-pomerium-",
  "x-portcullis-",
  "x-principal-",
  "x-remote-",
  "x-ssl-",
  "x-tls-",
  "x-user",
  "x-vouch-",
  "x-webauth-",
];

/** Names under these prefixes that carry a credential to be checked, or a browser's own name: what they say is not believed for being said. Not folded: `x_auth_token` goes. */
const EXCEPTIONS: ReadonlySet<string> = new Set(["x-auth-token", "x-auth-key", "x-user-agent"]);

/** Key of the first two letters of a name, of the two after `x-` where it begins so: tells nearly every ordinary name from all of the above at once. */
function startKey(name: string): number {
  const from = name.charCodeAt(0) === 0x78 && !isAlphanumeric(name.charCodeAt(1)) ? 2 : 0;
  return (from << 9) | ((name.charCodeAt(from) & 31) << 5) | (name.charCodeAt(from + 1) & 31);
}

const NOTHING: readonly string[] = Object.freeze([]);
/** Prefixes by their start; `NOTHING` where only whole names start so, a hole where none does. */
const BY_START: readonly (readonly string[] | undefined)[] = byStart();

function byStart(): readonly (readonly string[] | undefined)[] {
  const starts: (readonly string[] | undefined)[] = Array.from({ length: 2048 }, () => undefined);
  for (const name of NAMES) starts[startKey(name)] = NOTHING;
  for (const prefix of PREFIXES) starts[startKey(prefix)] = [...(starts[startKey(prefix)] ?? NOTHING), prefix];
  return starts;
}

/** Fields by which a client asks a framework to take another method than the one that was judged. Folded names. */
export const methodOverrideHeaders: ReadonlySet<string> = new Set([
  "x-http-method-override",
  "x-http-method",
  "x-method-override",
  "x-method",
]);

function isAlphanumeric(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}

/** A lower-case field name with each character but letters and digits made `-`: the name under which CGI-like servers would see it. */
export function foldHeaderName(name: string): string {
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    if (code !== 0x2d && !isAlphanumeric(code)) return foldFrom(name, at);
  }
  return name;
}

function foldFrom(name: string, from: number): string {
  let folded = name.slice(0, from);
  for (let at = from; at < name.length; at += 1) folded += isAlphanumeric(name.charCodeAt(at)) ? name.charAt(at) : "-";
  return folded;
}

/** Whether an inbound field is an assertion of identity and must not reach the upstream. `name` is lower case. */
export function isIdentityHeader(name: string): boolean {
  const prefixes = BY_START[startKey(name)];
  if (prefixes === undefined) return false;
  const folded = foldHeaderName(name);
  if (NAMES.has(folded)) return true;
  for (const prefix of prefixes) {
    if (folded.startsWith(prefix)) return !EXCEPTIONS.has(name);
  }
  return false;
}

/** Whether an inbound field asks for another method. `name` is lower case. */
export function isMethodOverrideHeader(name: string): boolean {
  // Why the cheap tests first: this is asked of every field of every request.
  return name.length >= 8 && name.charCodeAt(0) === 0x78 && name.includes("method") && methodOverrideHeaders.has(foldHeaderName(name));
}
