/** The evaluator of OpenAPI security: alternatives, combinations, scopes, callers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Alternative,
  authenticator,
  authServices,
  BOTH_AUTH,
  challengesOf,
  inShort,
  security,
} from "../../test/support/auth_services.ts";
import { exchange, type Fields } from "../../test/support/exchange.ts";
import { ISSUER, makeToken } from "../../test/support/tokens.ts";
import type { Routed } from "../kernel/exchange.ts";
import { ABSENT, type Credential, type Identity } from "../kernel/principal.ts";
import { problem } from "../kernel/problem.ts";
import type { AuthResult } from "./auth_result.ts";
import { bearerChallenge } from "./challenge.ts";
import type { Authenticator } from "./define_authenticator.ts";
import { compileRequirement, compileSupposition } from "./requirement.ts";

const services = authServices();
const TOKEN: Fields = [["authorization", `Bearer ${makeToken({ claims: { scope: "orders:read orders:write" } })}`]];
const BAD_TOKEN: Fields = [["authorization", "Bearer x.y.z"]];
const KEY: Fields = [["x-api-key", services.addKey({ scopes: ["orders:read"] })]];
const ALICES_KEY: Fields = [["x-api-key", services.addKey({ subject: "alice", issuer: ISSUER, scopes: ["reports:read"] })]];
const BAD_KEY: Fields = [["x-api-key", "pc_x"]];
const ALICE = `${ISSUER}|alice`;
const ROBOT = "portcullis|robot";
const NOBODY = "401 authentication_required auth.required security";
const BAD = "401 invalid_token token.base64url token:header";

const ROWS: readonly (readonly [what: string, requirement: readonly Alternative[], fields: Fields, expected: string])[] = [
  ["nothing shown", [{ bearer: [] }], [], NOBODY],
  ["OR: the first", [{ bearer: [] }, { key: [] }], TOKEN, ALICE],
  ["OR: the second", [{ bearer: [] }, { key: [] }], KEY, ROBOT],
  ["OR: both, in the document's order", [{ key: [] }, { bearer: [] }], [...TOKEN, ...KEY], ROBOT],
  ["OR: a bad credential beside a good one", [{ bearer: [] }, { key: [] }], [...BAD_TOKEN, ...KEY], BAD],
  [
    "OR: a good one beside a bad credential",
    [{ bearer: [] }, { key: [] }],
    [...TOKEN, ...BAD_KEY],
    "401 invalid_api_key api_key.unknown header:x-api-key",
  ],
  ["a bad credential of a scheme that is not asked for", [{ bearer: [] }], [...TOKEN, ...BAD_KEY], ALICE],
  ["optional: nothing shown", [{ bearer: [] }, {}], [], "anonymous"],
  ["optional: shown", [{ bearer: [] }, {}], TOKEN, ALICE],
  ["optional, anonymous first: shown", [{}, { bearer: [] }], TOKEN, ALICE],
  ["optional: a bad credential is not anonymous", [{ bearer: [] }, {}], BAD_TOKEN, BAD],
  ["optional: too few scopes is anonymous", [{ bearer: ["admin"] }, {}], TOKEN, "anonymous"],
  ["scope there", [{ oauth: ["orders:read"] }], TOKEN, ALICE],
  ["scopes there", [{ oauth: ["orders:write", "orders:read"] }], TOKEN, ALICE],
  ["scope missing", [{ oauth: ["admin"] }], TOKEN, "403 insufficient_scope auth.insufficient_scope security:oauth"],
  [
    "one of two scopes missing",
    [{ oauth: ["orders:read", "admin"] }],
    TOKEN,
    "403 insufficient_scope auth.insufficient_scope security:oauth",
  ],
  ["a scope is not its prefix", [{ oauth: ["orders"] }], TOKEN, "403 insufficient_scope auth.insufficient_scope security:oauth"],
  ["a scope in another case", [{ oauth: ["Orders:read"] }], TOKEN, "403 insufficient_scope auth.insufficient_scope security:oauth"],
  ["OR by scope: the second has enough", [{ oauth: ["admin"] }, { oauth: ["orders:read"] }], TOKEN, ALICE],
  ["scopes of an API key", [{ key: ["orders:read"] }], KEY, ROBOT],
  ["scope missing to an API key", [{ key: ["admin"] }], KEY, "403 insufficient_scope auth.insufficient_scope security:key"],
  ["one alternative lacks a scope, the other nothing", [{ oauth: ["admin"] }, { key: [] }], [...TOKEN, ...KEY], ROBOT],
  ["AND: one part only", [{ bearer: [], key: [] }], TOKEN, NOBODY],
  ["AND: the other part only", [{ bearer: [], key: [] }], KEY, NOBODY],
  ["AND: of one caller", [{ bearer: [], key: [] }], [...TOKEN, ...ALICES_KEY], ALICE],
  ["AND: of two callers", [{ bearer: [], key: [] }], [...TOKEN, ...KEY], "403 mixed_subjects auth.mixed_subjects security"],
  ["AND: a part is bad", [{ bearer: [], key: [] }], [...TOKEN, ...BAD_KEY], "401 invalid_api_key api_key.unknown header:x-api-key"],
  ["AND: two schemes of one token, both scopes", [{ bearer: ["orders:read"], oauth: ["orders:write"] }], TOKEN, ALICE],
  [
    "AND: two schemes of one token, a scope missing",
    [{ bearer: [], oauth: ["admin"] }],
    TOKEN,
    "403 insufficient_scope auth.insufficient_scope security:oauth",
  ],
  [
    "AND: scopes are asked of the scheme that names them",
    [{ bearer: ["reports:read"], key: [] }],
    [...TOKEN, ...ALICES_KEY],
    "403 insufficient_scope auth.insufficient_scope security:bearer",
  ],
];

test("alternatives, combinations, scopes and callers", () => {
  let ran = 0;
  for (const [what, requirement, headers, expected] of ROWS) {
    assert.equal(inShort(authenticator(security(...requirement), services)(exchange({ headers }))), expected, what);
    ran++;
  }
  assert.equal(ran, 30);
});

test("a missing scope is told with the scopes that would do; a missing credential with every way in and no error", () => {
  const short = authenticator(security({ oauth: ["admin", "orders:read"] }), services)(exchange({ headers: TOKEN }));
  assert.deepEqual(challengesOf(short), [
    'Bearer realm="shop", error="insufficient_scope", error_description="the credential does not have the scopes that the operation needs", scope="admin orders:read"',
  ]);
  const nobody = authenticator(security({ oauth: ["a"] }, { key: [] }), services)(exchange());
  assert.deepEqual(challengesOf(nobody), ['Bearer realm="shop"', 'ApiKey realm="shop", in=header, name="X-API-Key"']);
  assert.deepEqual(challengesOf(authenticator(security({ oauth: ["a"] }), services)(exchange())), ['Bearer realm="shop", scope="a"']);
});

test("a declared pairing lets a key of the application stand beside a token of the user, who is the caller with the scopes of the token alone", () => {
  const auth = { ...BOTH_AUTH, pairings: [{ principal: "bearer", with: ["key"] }] };
  const result = authenticator(security({ key: [], bearer: [] }), services, auth)(exchange({ headers: [...TOKEN, ...KEY] }));
  assert.ok(result.kind === "principal");
  assert.equal(result.principal.id, ALICE);
  assert.deepEqual([...result.principal.scopes], ["orders:read", "orders:write"]);
  assert.deepEqual([...result.principal.by.keys()], ["key", "bearer"]);
  // It says nothing of other combinations.
  const other = authenticator(security({ queryKey: [], bearer: [] }), services, auth);
  const key = KEY[0]?.[1] ?? "";
  assert.equal(inShort(other(exchange({ headers: TOKEN, query: `api_key=${key}` }))), "403 mixed_subjects auth.mixed_subjects security");
});

test("a refusal for a missing scope says who was proven to call; no other refusal names anybody", () => {
  const callerOf = (requirement: Alternative, fields: Fields): string | null => {
    const result = authenticator(security(requirement), services)(exchange({ headers: fields }));
    assert.equal(result.kind, "refused");
    return result.kind === "refused" ? (result.caller?.id ?? null) : null;
  };
  assert.equal(callerOf({ oauth: ["admin"] }, TOKEN), ALICE);
  assert.equal(callerOf({ key: ["admin"] }, KEY), ROBOT);
  assert.equal(callerOf({ oauth: ["admin"], key: [] }, [...TOKEN, ...KEY]), null);
  assert.equal(callerOf({ bearer: [], key: [] }, [...TOKEN, ...KEY]), null);
  assert.equal(callerOf({ bearer: [] }, BAD_TOKEN), null);
  assert.equal(callerOf({ bearer: [] }, []), null);
});

test("credentials of one caller add up their scopes", () => {
  const result = authenticator(security({ bearer: [], key: [] }), services)(exchange({ headers: [...TOKEN, ...ALICES_KEY] }));
  assert.ok(result.kind === "principal");
  assert.deepEqual([...result.principal.scopes], ["orders:read", "orders:write", "reports:read"]);
});

const credential: Credential = {
  kind: "test",
  subject: "s",
  issuer: "i",
  client: null,
  scopes: new Set(),
  claims: {},
  expiresAtS: null,
  id: null,
};
const fixed = (id: string, answer: (exchange: Routed) => Identity | Promise<Identity>): Authenticator => ({
  id,
  describe: id,
  challenge: bearerChallenge,
  checkBody: null,
  authenticate: answer,
});

test("an authenticator that waits makes a promise, and each is asked once and in order", async () => {
  const asked: string[] = [];
  const slow = fixed("slow", async () => {
    asked.push("slow");
    await Promise.resolve();
    return ABSENT;
  });
  const fast = fixed("fast", () => {
    asked.push("fast");
    return { kind: "proven", credential };
  });
  const authenticate = compileRequirement({
    authenticators: [slow, fast],
    alternatives: [[{ scheme: "a", authenticator: slow, scopes: [] }], [{ scheme: "b", authenticator: fast, scopes: [] }]],
    anonymous: false,
    pairings: [],
  });
  const result: AuthResult | Promise<AuthResult> = authenticate(exchange());
  assert.ok(result instanceof Promise);
  assert.equal(inShort(await result), "i|s");
  assert.deepEqual(asked, ["slow", "fast"]);
});

test("a rejection that was waited for ends it: nothing further is asked", async () => {
  const rejected = fixed("slow", () => Promise.resolve({ kind: "rejected", findings: [], problem: problem(401, "x", "x") } as const));
  const never = fixed("never", () => {
    throw new Error("asked");
  });
  const authenticate = compileRequirement({
    authenticators: [rejected, never],
    alternatives: [[{ scheme: "a", authenticator: rejected, scopes: [] }], [{ scheme: "b", authenticator: never, scopes: [] }]],
    anonymous: true,
    pairings: [],
  });
  const result = await authenticate(exchange());
  assert.ok(result.kind === "refused" && result.problem.status === 401);
});

test("a supposed credential meets every scheme, but no scope that it does not have", () => {
  const never = fixed("never", () => {
    throw new Error("asked");
  });
  const suppose = compileSupposition({
    authenticators: [never],
    alternatives: [[{ scheme: "a", authenticator: never, scopes: ["read"] }]],
    anonymous: false,
    pairings: [],
  });
  assert.equal(inShort(suppose(exchange(), { ...credential, scopes: new Set(["read"]) })), "i|s");
  const short = suppose(exchange(), { ...credential, scopes: new Set(["write"]) });
  assert.ok(short.kind === "refused" && short.problem.code === "insufficient_scope");
});
