/** For each profile: the access token of that server passes, and the ID token of the same server, and others like it, are refused by name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "../../codec/json/json_value.ts";
import { PROFILE_NAMES, PROFILES, type ProfileName } from "./index.ts";

const NOW = 1_800_000_000;
const base = { iss: "https://idp.example", aud: "api", sub: "u", iat: NOW, exp: NOW + 60 };

/** Access tokens as each server's documentation shows them. */
const ACCESS: Readonly<Record<ProfileName, { readonly type: string | null; readonly claims: JsonObject }>> = {
  rfc9068: { type: "at+jwt", claims: { ...base, client_id: "web", jti: "j", scope: "a" } },
  keycloak: { type: "jwt", claims: { ...base, typ: "Bearer", azp: "web", jti: "j", scope: "openid a", sid: "s", acr: "1" } },
  entra: { type: "jwt", claims: { ...base, ver: "2.0", tid: "t", azp: "web", azpacr: "0", scp: "a b", oid: "o", uti: "x" } },
  auth0: { type: "jwt", claims: { ...base, aud: ["api", "https://idp.example/userinfo"], azp: "web", scope: "openid a", gty: "password" } },
  generic: { type: null, claims: { ...base, scope: "a" } },
};

function codeOf(name: ProfileName, type: string | null, claims: JsonObject): string {
  const fault = PROFILES[name].check({ header: { algorithm: "RS256", keyId: null, type }, claims });
  return fault === null ? "pass" : `${fault.code} ${fault.place}`;
}

test("the access token of each server passes its own profile", () => {
  for (const name of PROFILE_NAMES) assert.equal(codeOf(name, ACCESS[name].type, ACCESS[name].claims), "pass", name);
  assert.deepEqual(PROFILE_NAMES, Object.keys(PROFILES));
});

test("Entra tokens of version 1.0 and of applications pass", () => {
  const { azp: _azp, azpacr: _azpacr, scp: _scp, ...rest } = ACCESS.entra.claims;
  assert.equal(codeOf("entra", "jwt", { ...rest, ver: "1.0", appid: "web", appidacr: "1", roles: ["Read.All"] }), "pass");
});

/** ID tokens and other tokens of the same issuer and key. */
const REFUSED: readonly (readonly [ProfileName, string, string | null, JsonObject, string])[] = [
  ["rfc9068", "ID token", "jwt", { ...base, aud: "web", nonce: "n" }, "token.type token:header/typ"],
  ["rfc9068", "no client", "at+jwt", { ...base, jti: "j" }, "token.claim_missing token:client_id"],
  ["keycloak", "ID token", "jwt", { ...base, aud: "web", typ: "ID", azp: "web", jti: "j" }, "token.id_token token:typ"],
  ["keycloak", "ID token of its own API", "jwt", { ...base, typ: "ID", azp: "api", jti: "j", at_hash: "h" }, "token.id_token token:typ"],
  ["keycloak", "refresh token", "jwt", { ...base, typ: "Refresh", azp: "web", jti: "j" }, "token.id_token token:typ"],
  ["keycloak", "offline token", "jwt", { ...base, typ: "Offline", azp: "web", jti: "j" }, "token.id_token token:typ"],
  ["keycloak", "typ in another case", "jwt", { ...base, typ: "bearer", azp: "web", jti: "j" }, "token.id_token token:typ"],
  ["keycloak", "at_hash", "jwt", { ...base, typ: "Bearer", azp: "web", jti: "j", at_hash: "h" }, "token.id_token token:at_hash"],
  ["keycloak", "no typ claim", "jwt", { ...base, azp: "web", jti: "j" }, "token.id_token token:typ"],
  ["keycloak", "logout token", "logout+jwt", { ...base, typ: "Logout", jti: "j" }, "token.type token:header/typ"],
  ["entra", "ID token", "jwt", { ...base, ver: "2.0", tid: "t", nonce: "n", name: "U" }, "token.id_token token:nonce"],
  ["entra", "ID token without nonce", "jwt", { ...base, ver: "2.0", tid: "t", roles: ["r"] }, "token.claim_missing token:azp"],
  ["entra", "at_hash", "jwt", { ...ACCESS.entra.claims, at_hash: "h" }, "token.id_token token:at_hash"],
  ["entra", "no permission", "jwt", { ...base, ver: "2.0", tid: "t", azp: "w", azpacr: "1" }, "token.claim_missing token:scp"],
  ["entra", "unknown version", "jwt", { ...ACCESS.entra.claims, ver: "3.0" }, "token.claim_type token:ver"],
  ["auth0", "ID token", "jwt", { ...base, aud: "web", nonce: "n", sid: "s" }, "token.id_token token:nonce"],
  ["auth0", "ID token without nonce", "jwt", { ...base, aud: "web", sid: "s" }, "token.id_token token:sid"],
  ["auth0", "plainest ID token", "jwt", { ...base, aud: "web" }, "token.claim_missing token:azp"],
  ["auth0", "audience is the client", "jwt", { ...base, aud: ["web"], azp: "web" }, "token.id_token token:azp"],
  ["generic", "ID token with nonce", "jwt", { ...base, aud: "web", nonce: "n", scope: "a" }, "token.id_token token:nonce"],
  ["generic", "ID token with at_hash", "jwt", { ...base, at_hash: "h", scope: "a" }, "token.id_token token:at_hash"],
  ["generic", "ID token with c_hash", null, { ...base, c_hash: "h", scope: "a" }, "token.id_token token:c_hash"],
  ["generic", "plainest ID token", "jwt", { ...base, aud: "api" }, "token.id_token token:scope"],
  ["generic", "Cognito ID token", null, { ...base, token_use: "id", scope: "a" }, "token.id_token token:token_use"],
  ["generic", "Keycloak ID token", "jwt", { ...base, typ: "ID", scope: "a" }, "token.id_token token:typ"],
  ["generic", "audience is the client", null, { ...base, aud: "web", azp: "web", scope: "a" }, "token.id_token token:azp"],
  ["generic", "logout token", null, { ...base, events: {}, scope: "a" }, "token.id_token token:events"],
  ["generic", "DPoP proof", "dpop+jwt", { ...base, scope: "a" }, "token.type token:header/typ"],
];

test("an ID token, and whatever else the issuer signs, is refused by every profile", () => {
  for (const [name, what, type, claims, expected] of REFUSED) assert.equal(codeOf(name, type, claims), expected, `${name}: ${what}`);
  assert.equal(REFUSED.length, 28);
});

test("no profile takes the ID token that an OpenID provider must be able to make (Core section 2), with or without optional claims", () => {
  const plain = { iss: base.iss, sub: "u", aud: "web", iat: NOW, exp: NOW + 60 };
  const tokens: readonly JsonObject[] = [
    plain,
    { ...plain, azp: "web" },
    { ...plain, nonce: "n" },
    { ...plain, auth_time: NOW, acr: "1", amr: ["pwd"], at_hash: "h" },
    { ...plain, email: "u@example", sid: "s", jti: "j" },
  ];
  for (const name of PROFILE_NAMES) for (const claims of tokens) assert.notEqual(codeOf(name, "jwt", claims), "pass", name);
});
