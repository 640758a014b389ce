import assert from "node:assert/strict";
import { test } from "node:test";
import { ALGORITHM_NAMES } from "../token/algorithms.ts";
import { AuthOptions } from "./auth_options.ts";

const issuer = "https://idp.example";

function messagesOf(written: unknown): readonly string[] {
  const result = AuthOptions.safeParse(written);
  return result.success ? [] : result.error.issues.map((issue) => `/${issue.path.join("/")}: ${issue.message}`);
}

test("issuer and audience are enough, and all else is strict by default", () => {
  assert.deepEqual(AuthOptions.parse({ issuer, audience: "api" }), {
    issuers: [
      {
        issuer,
        audiences: ["api"],
        profile: "rfc9068",
        algorithms: ALGORITHM_NAMES,
        skewS: 30,
        maxAgeS: null,
        jwksUri: null,
        keysUsableMs: 3_600_000,
      },
    ],
    default: null,
    scheme: null,
    keys: null,
    keysFor: [],
    pairings: [],
  });
});

test("every key is decoded, of one issuer and of several", () => {
  const details = {
    audience: ["a", "b"],
    profile: "keycloak",
    algorithms: ["ES256"],
    skew: "5s",
    max_age: "1h",
    jwks_uri: "https://idp.example/keys?p=1",
    max_key_age: "10m",
  };
  const options = AuthOptions.parse({
    issuers: [
      { issuer, ...details },
      { issuer: "https://two.example", audience: "x" },
    ],
    default: "required",
  });
  assert.deepEqual(options.issuers[0], {
    issuer,
    audiences: ["a", "b"],
    profile: "keycloak",
    algorithms: ["ES256"],
    skewS: 5,
    maxAgeS: 3_600,
    jwksUri: "https://idp.example/keys?p=1",
    keysUsableMs: 600_000,
  });
  assert.deepEqual(AuthOptions.parse({ issuer, ...details }).issuers, [options.issuers[0]]);
  assert.deepEqual([options.issuers.length, options.default], [2, "required"]);
  assert.deepEqual(AuthOptions.parse({ keys: "k.json" }).issuers, []);
});

test("what would weaken or say nothing is refused, with the place", () => {
  const rows: readonly (readonly [unknown, RegExp])[] = [
    [{}, /needs `issuer` and `audience`/u],
    [{ issuer }, /^\/audience: .*any token of the issuer/u],
    [{ issuer, audience: [] }, /^\/audience/u],
    [{ issuer, audience: "" }, /^\/audience/u],
    [{ issuer: "http://idp.example", audience: "a" }, /^\/issuer: .*https/u],
    [{ issuer: "https://idp.example?x", audience: "a" }, /^\/issuer/u],
    [{ issuer, audience: "a", issuers: [{ issuer, audience: "a" }] }, /exclude each other/u],
    [
      {
        issuers: [
          { issuer, audience: "a" },
          { issuer, audience: "b" },
        ],
      },
      /^\/issuers\/1\/issuer: .*twice/u,
    ],
    [{ issuers: [] }, /^\/issuers/u],
    [{ issuers: [{ issuer }] }, /^\/issuers\/0\/audience/u],
    [{ keys: "k", audience: "a" }, /^\/audience: .*belongs to an issuer/u],
    [{ issuer, audience: "a", algorithms: ["HS256"] }, /^\/algorithms\/0/u],
    [{ issuer, audience: "a", algorithms: ["none"] }, /^\/algorithms\/0/u],
    [{ issuer, audience: "a", algorithms: [] }, /^\/algorithms/u],
    [{ issuer, audience: "a", profile: "okta" }, /^\/profile/u],
    [{ issuer, audience: "a", skew: "6m" }, /^\/skew: .*5m/u],
    [{ issuer, audience: "a", skew: 30 }, /^\/skew/u],
    [{ issuer, audience: "a", jwks_uri: "http://idp.example/k" }, /^\/jwks_uri: .*https/u],
    [{ issuer, audience: "a", max_key_age: "25h" }, /^\/max_key_age/u],
    [{ issuer, audience: "a", default: "optional" }, /^\/default/u],
    [{ issuer, audience: "a", keys_for: ["x"] }, /^\/keys_for/u],
    [{ issuer, audience: "a", typo: 1 }, /^\/: .*typo/u],
  ];
  for (const [written, message] of rows) assert.match(messagesOf(written).join("\n"), message, JSON.stringify(written));
  assert.equal(rows.length, 22);
});
