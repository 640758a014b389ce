/** Attacks on tokens, each refused for its own reason and at its own place; and what the caches may and may not save. */
import assert from "node:assert/strict";
import { createHmac, createPublicKey } from "node:crypto";
import { test } from "node:test";
import {
  AUDIENCE,
  accessClaims,
  base64url,
  FixedKeys,
  ISSUER,
  keySet,
  makeToken,
  NOW_S,
  signBytes,
  testKey,
  tokenServices,
  trustedIssuer,
  type TokenSketch,
} from "../../test/support/tokens.ts";
import { MAX_TOKEN_LENGTH } from "./compact.ts";
import type { KeyLookup } from "./key_source.ts";
import { selectKey } from "./key_set.ts";
import { PROFILES } from "./profiles/index.ts";
import { BUDGET_BURST } from "./verification_budget.ts";
import { compileVerifyToken, type TrustedIssuer, type Verification } from "./verify_token.ts";

const rsa = testKey("rsa");
const es256 = testKey("P-256");
const es384 = testKey("P-384");
const es512 = testKey("P-521");
const ed25519 = testKey("ed25519");
const stranger = testKey("rsa", "stranger");
const weak = testKey("rsa1024");
const encryption = { ...testKey("P-256", "encryption").jwk, use: "enc" };
const encryptOps = { ...testKey("P-256", "encrypt-ops").jwk, use: "sig", key_ops: ["encrypt"] };
const psOnly = { ...rsa.jwk, kid: "ps-only", alg: "PS256" };
const twins = [{ ...testKey("P-256", "twin").jwk }, { ...testKey("P-256", "twin2").jwk, kid: "twin" }];
const symmetric = { kty: "oct", kid: "oct", k: base64url("0123456789abcdef0123456789abcdef"), alg: "HS256" };
const KEYS = keySet(rsa.jwk, es256.jwk, es384.jwk, es512.jwk, ed25519.jwk, weak.jwk, encryption, encryptOps, psOnly, ...twins, symmetric);

function verify(token: string, changes: Partial<TrustedIssuer> = {}): Verification {
  const result = compileVerifyToken([trustedIssuer(new FixedKeys(KEYS), changes)], tokenServices())(token, "192.0.2.1");
  assert.ok(!(result instanceof Promise), "nothing had to be waited for");
  return result;
}

const parts = (token: string): [string, string, string] => {
  const [header = "", claims = "", signature = ""] = token.split(".");
  return [header, claims, signature];
};
const good = makeToken();
const [goodHeader, goodClaims, goodSignature] = parts(good);
const withHeader = (header: TokenSketch["header"] & object): string => makeToken({ header });
const withClaims = (claims: TokenSketch["claims"] & object): string => makeToken({ claims });
const claimsText = JSON.stringify(accessClaims());

/** Header and claims with a signature of somebody else's choice. */
function forge(header: object, signature: string, claims: object = accessClaims()): string {
  return `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}.${signature}`;
}

/** The classic: HMAC keyed with the public key that everybody knows, in the form a library might hold it. */
function hmacWithPublicKey(alg: string, secret: string): string {
  const input = forge({ alg, typ: "at+jwt", kid: "rsa" }, "").slice(0, -1);
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}
const pem = createPublicKey(rsa.privateKey).export({ type: "spki", format: "pem" }).toString();

function flipBit(signature: string, byte: number): string {
  const bytes = Buffer.from(signature, "base64url");
  bytes[byte] = (bytes[byte] ?? 0) ^ 1;
  return base64url(bytes);
}

/** The other signature of the same ECDSA pair of numbers, as DER. */
function derOf(signature: Buffer): Buffer {
  const half = signature.length / 2;
  const integer = (bytes: Buffer): Buffer => {
    const lead = (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
    return Buffer.concat([Buffer.of(2, lead.length), lead]);
  };
  const body = Buffer.concat([integer(signature.subarray(0, half)), integer(signature.subarray(half))]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

/** Ed25519's S plus the order of the group: the same equation modulo the order, refused by RFC 8032 section 5.1.7. */
function addOrder(signature: Buffer): Buffer {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const out = Buffer.from(signature);
  let s = 0n;
  for (let at = 63; at >= 32; at--) s = s * 256n + BigInt(signature[at] ?? 0);
  s += order;
  for (let at = 32; at < 64; at++) {
    out[at] = Number(s & 255n);
    s >>= 8n;
  }
  return out;
}

const esInput = parts(makeToken({ key: es256, header: { alg: "ES256" } }))
  .slice(0, 2)
  .join(".");
const esSignature = signBytes("ES256", es256.privateKey, esInput);
const edInput = parts(makeToken({ key: ed25519, header: { alg: "EdDSA" } }))
  .slice(0, 2)
  .join(".");

const es384Over256 = (): string => {
  const input = `${base64url(JSON.stringify({ alg: "ES256", typ: "at+jwt", kid: "P-384" }))}.${base64url(claimsText)}`;
  return `${input}.${base64url(signBytes("ES384", es384.privateKey, input))}`;
};

const ATTACKS: readonly (readonly [name: string, token: string, code: string, place: string])[] = [
  // Algorithms (RFC 8725 section 3.1, 3.2)
  ["alg none without a signature", forge({ alg: "none", typ: "at+jwt", kid: "rsa" }, ""), "token.unsigned", "token:signature"],
  [
    "alg none with the old signature",
    forge({ alg: "none", typ: "at+jwt", kid: "rsa" }, goodSignature),
    "token.algorithm",
    "token:header/alg",
  ],
  ["alg None", forge({ alg: "None", typ: "at+jwt" }, goodSignature), "token.algorithm", "token:header/alg"],
  ["alg NONE", forge({ alg: "NONE", typ: "at+jwt" }, goodSignature), "token.algorithm", "token:header/alg"],
  ["alg nOnE", forge({ alg: "nOnE", typ: "at+jwt" }, goodSignature), "token.algorithm", "token:header/alg"],
  ["alg empty", forge({ alg: "", typ: "at+jwt" }, goodSignature), "token.algorithm", "token:header/alg"],
  ["alg missing", forge({ typ: "at+jwt", kid: "rsa" }, goodSignature), "token.header", "token:header/alg"],
  ["alg an array", forge({ alg: ["RS256"], typ: "at+jwt" }, goodSignature), "token.header", "token:header/alg"],
  ["alg a number", forge({ alg: 256, typ: "at+jwt" }, goodSignature), "token.header", "token:header/alg"],
  ["alg in lower case", forge({ alg: "rs256", typ: "at+jwt", kid: "rsa" }, goodSignature), "token.algorithm", "token:header/alg"],
  ["alg a member of every object", forge({ alg: "constructor", typ: "at+jwt" }, goodSignature), "token.algorithm", "token:header/alg"],
  ["HS256 keyed with the public PEM", hmacWithPublicKey("HS256", pem), "token.algorithm", "token:header/alg"],
  ["HS256 keyed with the public modulus", hmacWithPublicKey("HS256", rsa.n), "token.algorithm", "token:header/alg"],
  ["HS384 keyed with the public PEM", hmacWithPublicKey("HS384", pem), "token.algorithm", "token:header/alg"],
  ["HS256 with a published secret", hmacWithPublicKey("HS256", "0123456789abcdef0123456789abcdef"), "token.algorithm", "token:header/alg"],
  [
    "PS256 in the header over an RS256 signature",
    forge({ alg: "PS256", typ: "at+jwt", kid: "rsa" }, goodSignature),
    "token.signature",
    "token:signature",
  ],
  [
    "RS384 in the header over an RS256 signature",
    forge({ alg: "RS384", typ: "at+jwt", kid: "rsa" }, goodSignature),
    "token.signature",
    "token:signature",
  ],
  ["ES256 with an RSA key", forge({ alg: "ES256", typ: "at+jwt", kid: "rsa" }, goodSignature), "token.key_unfit", "token:header/kid"],
  ["RS256 with an EC key", forge({ alg: "RS256", typ: "at+jwt", kid: "P-256" }, goodSignature), "token.key_unfit", "token:header/kid"],
  ["ES256 with a P-384 key", es384Over256(), "token.key_unfit", "token:header/kid"],
  ["RS256 with a key that says PS256", makeToken({ header: { kid: "ps-only" } }), "token.key_unfit", "token:header/kid"],
  // Keys
  ["a key of use enc", makeToken({ key: testKey("P-256", "encryption"), header: { alg: "ES256" } }), "token.key_unfit", "token:header/kid"],
  [
    "a key whose key_ops lack verify",
    makeToken({ key: testKey("P-256", "encrypt-ops"), header: { alg: "ES256" } }),
    "token.key_unfit",
    "token:header/kid",
  ],
  ["an RSA key of 1024 bits", makeToken({ key: weak }), "token.key_unfit", "token:header/kid"],
  [
    "two keys of one kid",
    makeToken({ key: testKey("P-256", "twin"), header: { alg: "ES256" } }),
    "token.key_ambiguous",
    "token:header/kid",
  ],
  [
    "no kid and several keys that fit",
    makeToken({ key: es256, header: { alg: "ES256", kid: undefined } }),
    "token.key_ambiguous",
    "token:header/kid",
  ],
  ["a key nobody published", makeToken({ key: stranger }), "token.key_unknown", "token:header/kid"],
  ["a stranger's key under a known kid", makeToken({ key: stranger, header: { kid: "rsa" } }), "token.signature", "token:signature"],
  ["kid a path", withHeader({ kid: "../../../../dev/null" }), "token.key_unknown", "token:header/kid"],
  ["kid SQL", withHeader({ kid: "x' UNION SELECT 'AAAA" }), "token.key_unknown", "token:header/kid"],
  ["kid a command", withHeader({ kid: "|/usr/bin/id" }), "token.key_unknown", "token:header/kid"],
  ["kid a member of every object", withHeader({ kid: "constructor" }), "token.key_unknown", "token:header/kid"],
  ["kid a number", withHeader({ kid: 1 }), "token.header", "token:header/kid"],
  ["kid null", withHeader({ kid: null }), "token.header", "token:header/kid"],
  ["kid too long", withHeader({ kid: "k".repeat(257) }), "token.header", "token:header/kid"],
  // A token that brings its own key (RFC 8725 section 3.10)
  ["jku", withHeader({ jku: "https://evil.example/jwks.json" }), "token.header", "token:header/jku"],
  ["x5u", withHeader({ x5u: "https://evil.example/cert.pem" }), "token.header", "token:header/x5u"],
  ["an embedded jwk", makeToken({ key: stranger, header: { jwk: stranger.jwk } }), "token.header", "token:header/jwk"],
  ["an embedded certificate", withHeader({ x5c: ["MIIB"] }), "token.header", "token:header/x5c"],
  // Extensions
  ["crit", withHeader({ crit: ["exp"] }), "token.header", "token:header/crit"],
  ["crit empty", withHeader({ crit: [] }), "token.header", "token:header/crit"],
  ["b64 false", withHeader({ b64: false, crit: ["b64"] }), "token.header", "token:header/crit"],
  ["b64 without crit", withHeader({ b64: false }), "token.header", "token:header/b64"],
  ["zip", withHeader({ zip: "DEF" }), "token.header", "token:header/zip"],
  // Form
  ["no dot", "abc", "token.syntax", "token"],
  ["two parts", `${goodHeader}.${goodClaims}`, "token.syntax", "token"],
  ["four parts", `${good}.x`, "token.syntax", "token"],
  ["five parts", `${goodHeader}.a.b.c.d`, "token.encrypted", "token"],
  ["no signature", `${goodHeader}.${goodClaims}.`, "token.unsigned", "token:signature"],
  ["padding", `${goodHeader}=.${goodClaims}.${goodSignature}`, "token.base64url", "token:header"],
  ["standard base64", `${goodHeader}.${goodClaims}.${"+/".repeat(171)}`, "token.base64url", "token:signature"],
  ["a blank inside", `${goodHeader}. ${goodClaims}.${goodSignature}`, "token.base64url", "token:claims"],
  ["unused bits set in the signature", es256Noncanonical(), "token.base64url", "token:signature"],
  ["a line feed behind", `${good}\n`, "token.base64url", "token:signature"],
  ["too long", withClaims({ pad: "x".repeat(MAX_TOKEN_LENGTH) }), "token.size", "token"],
  ["a signature too long", `${goodHeader}.${goodClaims}.${"A".repeat(4000)}`, "token.size", "token:signature"],
  ["a header that is no object", makeToken({ headerText: '["alg","RS256"]', signWith: "RS256" }), "token.json", "token:header"],
  ["a header that is not JSON", makeToken({ headerText: "alg=RS256", signWith: "RS256" }), "token.json", "token:header"],
  [
    "alg twice",
    makeToken({ headerText: '{"alg":"none","alg":"RS256","typ":"at+jwt","kid":"rsa"}', signWith: "RS256" }),
    "token.json",
    "token:header",
  ],
  ["a claim twice", makeToken({ claimsText: claimsText.replace("{", '{"sub":"admin",') }), "token.json", "token:claims"],
  [
    "a claim twice, once escaped",
    makeToken({ claimsText: claimsText.replace("{", '{"s\\u0075b":"admin",') }),
    "token.json",
    "token:claims",
  ],
  ["bytes behind the claims", makeToken({ claimsText: `${claimsText}x` }), "token.json", "token:claims"],
  ["a byte order mark", makeToken({ claimsText: `\u{feff}${claimsText}` }), "token.json", "token:claims"],
  [
    "__proto__ in the claims",
    makeToken({ claimsText: claimsText.replace("{", '{"__proto__":{"admin":true},') }),
    "token.json",
    "token:claims",
  ],
  [
    "claims nested deep",
    makeToken({ claimsText: claimsText.replace("{", `{"x":${"[".repeat(20)}${"]".repeat(20)},`) }),
    "token.json",
    "token:claims",
  ],
  ["claims that are an array", makeToken({ claimsText: `[${claimsText}]` }), "token.json", "token:claims"],
  ["claims null", makeToken({ claimsText: "null" }), "token.json", "token:claims"],
  // Signatures
  ["one bit of the signature changed", `${goodHeader}.${goodClaims}.${flipBit(goodSignature, 0)}`, "token.signature", "token:signature"],
  [
    "the signature of another token",
    `${goodHeader}.${goodClaims}.${parts(withClaims({ sub: "bob" }))[2]}`,
    "token.signature",
    "token:signature",
  ],
  [
    "claims changed",
    forge({ alg: "RS256", typ: "at+jwt", kid: "rsa" }, goodSignature, accessClaims({ sub: "admin" })),
    "token.signature",
    "token:signature",
  ],
  [
    "a byte behind the signature",
    `${goodHeader}.${goodClaims}.${base64url(Buffer.concat([Buffer.from(goodSignature, "base64url"), Buffer.of(0)]))}`,
    "token.signature",
    "token:signature",
  ],
  [
    "a byte before the signature",
    `${goodHeader}.${goodClaims}.${base64url(Buffer.concat([Buffer.of(0), Buffer.from(goodSignature, "base64url")]))}`,
    "token.signature",
    "token:signature",
  ],
  ["the signature cut", `${goodHeader}.${goodClaims}.${goodSignature.slice(0, 100)}`, "token.signature", "token:signature"],
  ["ECDSA as DER", `${esInput}.${base64url(derOf(esSignature))}`, "token.signature", "token:signature"],
  ["ECDSA of zeros", `${esInput}.${base64url(Buffer.alloc(64))}`, "token.signature", "token:signature"],
  [
    "ECDSA numbers with a byte more",
    `${esInput}.${base64url(Buffer.concat([esSignature, Buffer.alloc(2)]))}`,
    "token.signature",
    "token:signature",
  ],
  [
    "Ed25519 with S plus the order",
    `${edInput}.${base64url(addOrder(signBytes("EdDSA", ed25519.privateKey, edInput)))}`,
    "token.signature",
    "token:signature",
  ],
  // Issuer and audience (RFC 8725 section 3.8, 3.9)
  ["another issuer", withClaims({ iss: "https://evil.example" }), "token.issuer", "token:iss"],
  ["the issuer with a slash more", withClaims({ iss: `${ISSUER}/` }), "token.issuer", "token:iss"],
  ["the issuer in upper case", withClaims({ iss: ISSUER.toUpperCase() }), "token.issuer", "token:iss"],
  ["the issuer as a prefix", withClaims({ iss: `${ISSUER}.evil.example` }), "token.issuer", "token:iss"],
  ["the issuer in an array", withClaims({ iss: [ISSUER] }), "token.issuer", "token:iss"],
  ["no issuer", withClaims({ iss: undefined }), "token.issuer", "token:iss"],
  ["another audience", withClaims({ aud: "https://other.example" }), "token.audience", "token:aud"],
  ["the audience as a prefix", withClaims({ aud: `${AUDIENCE}.evil.example` }), "token.audience", "token:aud"],
  ["the audience with a slash more", withClaims({ aud: `${AUDIENCE}/` }), "token.audience", "token:aud"],
  ["the audience among blanks", withClaims({ aud: `x ${AUDIENCE}` }), "token.audience", "token:aud"],
  ["other audiences", withClaims({ aud: ["a", "b"] }), "token.audience", "token:aud"],
  ["no audience", withClaims({ aud: undefined }), "token.claim_missing", "token:aud"],
  ["no audience in the array", withClaims({ aud: [] }), "token.claim_type", "token:aud"],
  ["the audience nested", withClaims({ aud: [[AUDIENCE]] }), "token.claim_type", "token:aud"],
  ["an object as audience", withClaims({ aud: { 0: AUDIENCE, length: 1 } }), "token.claim_type", "token:aud"],
  ["a number beside the audience", withClaims({ aud: [AUDIENCE, 1] }), "token.claim_type", "token:aud"],
  ["audiences without number", withClaims({ aud: [...Array(64).fill("x"), AUDIENCE] }), "token.claim_type", "token:aud"],
  // Time
  ["expired", withClaims({ exp: NOW_S - 31 }), "token.expired", "token:exp"],
  ["expired at the edge of the skew", withClaims({ exp: NOW_S - 30 }), "token.expired", "token:exp"],
  ["no expiry", withClaims({ exp: undefined }), "token.claim_missing", "token:exp"],
  ["expiry as text", withClaims({ exp: String(NOW_S + 300) }), "token.claim_type", "token:exp"],
  ["expiry null", withClaims({ exp: null }), "token.claim_type", "token:exp"],
  ["expiry beyond any date", withClaims({ exp: 1e30 }), "token.claim_type", "token:exp"],
  ["expiry negative", withClaims({ exp: -1 }), "token.claim_type", "token:exp"],
  [
    "expiry with more digits than a double holds",
    makeToken({ claimsText: claimsText.replace(String(NOW_S + 300), `${NOW_S + 300}.00000000000000000001`) }),
    "token.claim_type",
    "token:exp",
  ],
  ["not valid before later", withClaims({ nbf: NOW_S + 31 }), "token.not_yet_valid", "token:nbf"],
  ["not before as text", withClaims({ nbf: "0" }), "token.claim_type", "token:nbf"],
  ["issued in the future", withClaims({ iat: NOW_S + 31 }), "token.issued_in_future", "token:iat"],
  ["issued as text", withClaims({ iat: "0" }), "token.claim_type", "token:iat"],
  // Type (RFC 9068 section 4) and binding
  [
    "an ID token",
    makeToken({ header: { typ: "JWT" }, claims: { nonce: "n", at_hash: "h", aud: "web" } }),
    "token.type",
    "token:header/typ",
  ],
  ["no typ", withHeader({ typ: undefined }), "token.type", "token:header/typ"],
  ["typ of a logout token", withHeader({ typ: "logout+jwt" }), "token.type", "token:header/typ"],
  ["typ of a DPoP proof", withHeader({ typ: "dpop+jwt" }), "token.type", "token:header/typ"],
  ["typ a number", withHeader({ typ: 1 }), "token.header", "token:header/typ"],
  ["a token bound to a key", withClaims({ cnf: { jkt: "x" } }), "token.sender_constrained", "token:cnf"],
  ["no subject", withClaims({ sub: undefined }), "token.claim_missing", "token:sub"],
  ["an empty subject", withClaims({ sub: "" }), "token.claim_type", "token:sub"],
  ["a subject that is a number", withClaims({ sub: 1 }), "token.claim_type", "token:sub"],
  ["no client", withClaims({ client_id: undefined }), "token.claim_missing", "token:client_id"],
  ["no jti", withClaims({ jti: undefined }), "token.claim_missing", "token:jti"],
  ["no iat", withClaims({ iat: undefined }), "token.claim_missing", "token:iat"],
];

/** 64 bytes end in a character with four unused bits; setting one gives a second spelling of the same signature. */
function es256Noncanonical(): string {
  const canonical = base64url(esSignature);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(canonical.at(-1) ?? "");
  const spelled = `${canonical.slice(0, -1)}${alphabet.charAt(last + 1)}`;
  assert.deepEqual(Buffer.from(spelled, "base64url"), esSignature, "a lenient decoder reads the same bytes");
  return `${esInput}.${spelled}`;
}

test("every attack on a token is refused for its own reason, at its own place", () => {
  let ran = 0;
  for (const [name, token, code, place] of ATTACKS) {
    const result = verify(token);
    assert.equal(result.kind, "invalid", name);
    if (result.kind === "invalid") assert.deepEqual([result.findings[0].code, result.findings[0].place], [code, place], name);
    ran++;
  }
  assert.equal(ran, 118);
});

test("a good token is accepted with each algorithm, and its claims are what was signed", () => {
  const rows: readonly (readonly [string, ReturnType<typeof testKey>])[] = [
    ["RS256", rsa],
    ["RS384", rsa],
    ["RS512", rsa],
    ["PS256", rsa],
    ["PS384", rsa],
    ["PS512", rsa],
    ["ES256", es256],
    ["ES384", es384],
    ["ES512", es512],
    ["EdDSA", ed25519],
    ["Ed25519", ed25519],
  ];
  for (const [alg, key] of rows) {
    const result = verify(makeToken({ key, header: { alg } }));
    assert.equal(result.kind, "valid", alg);
    if (result.kind === "valid") assert.deepEqual({ ...result.token.claims }, accessClaims(), alg);
  }
  assert.equal(rows.length, 11);
});

test("what the standards allow is accepted: an array of audiences, the long media type, fractions, a skew, no kid with one key that fits", () => {
  const rows = [
    withClaims({ aud: ["x", AUDIENCE] }),
    withHeader({ typ: "application/at+jwt" }),
    withHeader({ typ: "AT+JWT" }),
    withClaims({ exp: NOW_S + 0.5, iat: NOW_S - 0.25 }),
    withClaims({ exp: NOW_S - 29 }),
    withClaims({ nbf: NOW_S + 30, iat: NOW_S + 30 }),
    makeToken({ key: es384, header: { alg: "ES384", kid: undefined } }),
    withHeader({ unknown: true, x5t: "x" }),
  ];
  for (const [index, token] of rows.entries()) assert.equal(verify(token).kind, "valid", `row ${index}`);
  assert.equal(rows.length, 8);
});

test("an algorithm that the issuer's list leaves out is refused although the key could", () => {
  const result = verify(good, { algorithms: new Set(["ES256"]) });
  assert.ok(result.kind === "invalid" && result.findings[0].code === "token.algorithm");
});

test("a token older than the greatest age is refused before it expires", () => {
  const old = withClaims({ iat: NOW_S - 3_700, exp: NOW_S + 300 });
  const result = verify(old, { maxAgeS: 3_600 });
  assert.ok(result.kind === "invalid" && result.findings[0].code === "token.too_old");
  assert.equal(verify(old).kind, "valid");
});

test("the refusal says which other profile would have accepted the token", () => {
  const result = verify(makeToken({ header: { typ: "JWT" }, claims: { azp: "web", typ: "Bearer" } }));
  assert.equal(result.kind, "invalid");
  if (result.kind !== "invalid") return;
  assert.deepEqual(
    result.findings.map((finding) => finding.code),
    ["token.type", "token.other_profile"],
  );
  assert.match(result.findings[1]?.message ?? "", /`keycloak`/u);
});

test("no finding holds anything of the token", () => {
  const secret = "do-not-show-me";
  for (const token of [
    withClaims({ sub: secret, aud: secret }),
    withHeader({ kid: secret }),
    forge({ alg: secret, [secret]: 1 }, goodSignature),
    makeToken({ claimsText: `{"${secret}":1,"${secret}":2}` }),
  ]) {
    const result = verify(token);
    assert.ok(result.kind === "invalid" && !JSON.stringify(result.findings).includes(secret));
  }
});

test("tokens of several issuers are each judged by their own rules and keys", () => {
  const other = "https://other-idp.example";
  const services = tokenServices();
  const check = compileVerifyToken(
    [
      trustedIssuer(new FixedKeys(keySet(rsa.jwk))),
      trustedIssuer(new FixedKeys(keySet({ ...stranger.jwk, kid: "rsa" })), { issuer: other, audiences: ["other"] }),
    ],
    services,
  );
  const kindOf = (token: string): unknown => {
    const result = check(token, "c");
    return result instanceof Promise ? "promise" : result.kind === "invalid" ? result.findings[0].code : result.kind;
  };
  assert.equal(kindOf(good), "valid");
  assert.equal(kindOf(makeToken({ key: stranger, header: { kid: "rsa" }, claims: { iss: other, aud: "other" } })), "valid");
  // The second issuer's key may not speak for the first, nor its audience be borrowed.
  assert.equal(kindOf(makeToken({ key: stranger, header: { kid: "rsa" } })), "token.signature");
  assert.equal(kindOf(makeToken({ key: stranger, header: { kid: "rsa" }, claims: { iss: other } })), "token.audience");
});

test("the cache saves the signature check, and nothing else: expiry, key and issuer are asked again", () => {
  const services = tokenServices();
  const keys = new FixedKeys(KEYS);
  const check = compileVerifyToken([trustedIssuer(keys)], services);
  assert.deepEqual([check(good, "c"), check(good, "c")].map(kind), ["valid", "valid"]);
  assert.equal(services.checks(), 1);
  assert.equal(keys.asked, 2);
  // Another API of the same gateway, with another audience, shares the cache but not the verdict.
  const elsewhere = compileVerifyToken([trustedIssuer(keys, { audiences: ["https://elsewhere.example"] })], services);
  assert.equal(kind(elsewhere(good, "c")), "token.audience");
  assert.equal(kind(compileVerifyToken([trustedIssuer(keys, { algorithms: new Set(["ES256"]) })], services)(good, "c")), "token.algorithm");
  assert.equal(services.checks(), 1);
  // The key is withdrawn.
  keys.set = keySet(es256.jwk);
  assert.equal(kind(check(good, "c")), "token.key_unknown");
  // Another key under the same `kid`: the signature is checked anew, and fails.
  keys.set = keySet({ ...stranger.jwk, kid: "rsa" });
  assert.equal(kind(check(good, "c")), "token.signature");
  assert.equal(services.checks(), 2);
  keys.set = KEYS;
  services.test.advance(331_000);
  assert.equal(kind(check(good, "c")), "token.expired");
});

const kind = (result: Verification | Promise<Verification>): string =>
  result instanceof Promise ? "promise" : result.kind === "invalid" ? result.findings[0].code : result.kind;

test("a bad signature is checked once, however often it comes, until the key is another", () => {
  const services = tokenServices();
  const keys = new FixedKeys(KEYS);
  const check = compileVerifyToken([trustedIssuer(keys)], services);
  const forged = makeToken({ key: stranger, header: { kid: "rsa" } });
  for (let round = 0; round < 20; round++) assert.equal(kind(check(forged, "c")), "token.signature");
  assert.equal(services.checks(), 1);
  keys.set = keySet({ ...stranger.jwk, kid: "rsa" });
  assert.equal(kind(check(forged, "c")), "valid");
});

test("a flood of garbage costs its client the budget, not others, and not tokens already known", () => {
  const services = tokenServices();
  const check = compileVerifyToken([trustedIssuer(new FixedKeys(KEYS))], services);
  assert.equal(kind(check(good, "attacker")), "valid");
  const garbage = (index: number): string => `${goodHeader}.${base64url(`{"iss":"${ISSUER}","n":${index}}`)}.${goodSignature}`;
  for (let index = 0; index < BUDGET_BURST; index++) assert.equal(kind(check(garbage(index), "attacker")), "token.signature");
  const before = services.checks();
  const over = check(garbage(1_000), "attacker");
  assert.ok(!(over instanceof Promise) && over.kind === "over_budget" && over.retryAfterS >= 1);
  assert.equal(services.checks(), before, "nothing was computed");
  assert.equal(kind(check(good, "attacker")), "valid", "a verified token passes");
  assert.equal(kind(check(withClaims({ jti: "t-2" }), "somebody else")), "valid");
  services.test.advance(1_000);
  assert.equal(kind(check(withClaims({ jti: "t-3" }), "attacker")), "valid", "the budget comes back");
});

test("an issuer without keys is unavailable, never a pass, and costs the client nothing", () => {
  const services = tokenServices();
  const check = compileVerifyToken([trustedIssuer(new FixedKeys(null))], services);
  for (let round = 0; round < BUDGET_BURST + 5; round++)
    assert.deepEqual(check(good, "c"), { kind: "unavailable", issuer: ISSUER, retryAfterS: 10 });
});

test("only where keys must be waited for is there a promise", async () => {
  const waiting = { find: (...args: Parameters<FixedKeys["find"]>): Promise<KeyLookup> => Promise.resolve(selectKey(KEYS, ...args)) };
  const result = compileVerifyToken([trustedIssuer(waiting)], tokenServices())(good, "c");
  assert.ok(result instanceof Promise);
  assert.equal((await result).kind, "valid");
});

test("claims handed out from the cache can't be changed by whoever gets them", () => {
  const check = compileVerifyToken([trustedIssuer(new FixedKeys(KEYS), { profile: PROFILES.rfc9068 })], tokenServices());
  const token = withClaims({ roles: { admin: ["x"] } });
  for (const result of [check(token, "c"), check(token, "c")]) {
    assert.ok(!(result instanceof Promise) && result.kind === "valid");
    assert.ok(Object.isFrozen(result.token.claims) && Object.isFrozen(result.token.claims["roles"]));
  }
});
