import assert from "node:assert/strict";
import { test } from "node:test";
import { type Alternative, authServices, BOTH_AUTH, inShort, SCHEMES, security, TOKEN_AUTH } from "../../test/support/auth_services.ts";
import { exchange, operation } from "../../test/support/exchange.ts";
import { AUDIENCE, ISSUER, makeToken } from "../../test/support/tokens.ts";
import type { Operation } from "../openapi/operation.ts";
import { AuthOptions } from "./auth_options.ts";
import { type AuthenticationInput, type CompiledAuthentication, compileAuthentication } from "./compile_authentication.ts";

const services = authServices();
const key = services.addKey();

function compile(changes: Partial<Operation>, input: Partial<AuthenticationInput> = {}): CompiledAuthentication {
  return compileAuthentication({ operation: operation(changes), schemes: SCHEMES, auth: TOKEN_AUTH, publicApi: false, services, ...input });
}

/** Who may call, or the code and sentence of what is wrong. */
const textOf = (compiled: CompiledAuthentication): string =>
  compiled.ok ? compiled.describe : compiled.issues.map((issue) => `${issue.code} ${issue.message}`).join("\n");

const options = (more: object): AuthOptions => AuthOptions.parse({ issuer: ISSUER, audience: AUDIENCE, ...more });

test("an operation that declares nothing is an error, unless the configuration says what applies", () => {
  assert.match(textOf(compile({})), /^auth\.undeclared no `security`.*`auth\.default`/u);
  assert.match(textOf(compile({}, { auth: null })), /^auth\.undeclared .*`public: true`/u);
  assert.equal(textOf(compile({}, { auth: options({ default: "required" }) })), `token of ${ISSUER}`);
  assert.equal(textOf(compile({}, { auth: options({ default: "public" }) })), "anyone");
  assert.equal(textOf(compile({}, { auth: null, publicApi: true })), "anyone");
});

test("an API without a document needs a credential where `auth` is there", () => {
  assert.equal(textOf(compile({ documented: false })), `token of ${ISSUER}`);
  assert.match(textOf(compile({ documented: false }, { auth: null })), /auth\.undeclared/u);
});

test("`security: []` and an empty alternative alone are public; what is declared is never made public by the configuration", () => {
  assert.equal(textOf(compile({ security: [] })), "anyone");
  assert.equal(textOf(compile({ security: security({}) })), "anyone");
  assert.equal(textOf(compile({ security: [] }, { auth: options({ default: "required" }) })), "anyone");
  assert.match(
    textOf(compile({ security: security({ bearer: [] }) }, { auth: null, publicApi: true })),
    /^auth\.missing .*remove `public: true`/u,
  );
});

test("`default: required` means the scheme named, else any of what is configured", () => {
  const auth = (more: object): string => textOf(compile({}, { auth: options({ default: "required", ...more }) }));
  assert.equal(auth({ keys: "k" }), `token of ${ISSUER}; or API key in header X-API-Key`);
  assert.equal(auth({ keys: "k", scheme: "queryKey" }), "API key in query api_key");
  assert.match(auth({ scheme: "nobody" }), /^auth\.undeclared .*`nobody`, which the document does not declare/u);
  const keysOnly = AuthOptions.parse({ keys: "k", default: "required" });
  assert.equal(textOf(compile({}, { auth: keysOnly })), "API key in header X-API-Key");
});

test("a stand-in scheme is not the document's scheme of the same name", () => {
  const schemes = new Map([["bearer", { type: "mutualTLS" } as const]]);
  assert.equal(textOf(compile({}, { schemes, auth: options({ default: "required" }) })), `token of ${ISSUER}`);
});

test("a requirement that nobody can meet is an error with the reason", () => {
  const rows: readonly (readonly [readonly Alternative[], RegExp])[] = [
    [[{ basic: [] }], /`basic` can't be met: http basic is not supported yet/u],
    [[{ mtls: [] }], /mutualTLS is not supported yet/u],
    [[{ nobody: [] }], /not declared in `components\.securitySchemes`/u],
    [[{ key: [] }], /`auth` names no file of `keys`/u],
    [[{ bearer: [], mtls: [] }], /mutualTLS/u],
    [[{ basic: [] }, { mtls: [] }], /http basic[\s\S]*mutualTLS/u],
  ];
  for (const [requirement, reason] of rows) {
    const text = textOf(compile({ security: security(...requirement) }));
    assert.match(text, /^auth\.unusable_scheme the scheme/u);
    assert.match(text, reason);
  }
  assert.equal(rows.length, 6);
  assert.match(textOf(compile({ security: security({ bearer: [] }) }, { auth: AuthOptions.parse({ keys: "k" }) })), /no `issuer`/u);
});

test("an alternative that nobody can meet is left out and said; it never makes the others easier", () => {
  const compiled = compile({ security: security({ basic: [] }, { bearer: [], mtls: [] }, { bearer: ["a"] }) });
  assert.ok(compiled.ok);
  assert.equal(compiled.describe, `token of ${ISSUER} with a`);
  assert.equal(compiled.leftOut.length, 2);
  const result = compiled.authenticate(exchange({ headers: [["authorization", `Bearer ${makeToken()}`]] }));
  assert.ok(!(result instanceof Promise));
  assert.equal(inShort(result), "403 insufficient_scope auth.insufficient_scope security:bearer");
});

test("who may call is told in words", () => {
  const compiled = compile({ security: security({ bearer: ["a", "b"], key: [] }, { queryKey: [] }, {}) }, { auth: BOTH_AUTH });
  assert.equal(textOf(compiled), `token of ${ISSUER} with a, b and API key in header X-API-Key; or API key in query api_key; or anyone`);
});

test("schemes named in `keys_for` are met with an API key", () => {
  const compiled = compile({ security: security({ basic: [] }) }, { auth: options({ keys: "k", keys_for: ["basic"] }) });
  assert.ok(compiled.ok);
  const result = compiled.authenticate(exchange({ headers: [["x-api-key", key]] }));
  assert.ok(!(result instanceof Promise));
  assert.equal(inShort(result), "portcullis|robot");
});

test("an operation that takes forms and tokens has a check of its body, no other has", () => {
  const media = { range: "application/x-www-form-urlencoded", schema: null, itemSchema: null, encoding: new Map() };
  const requestBody = { required: true, content: [media], place: { uri: "", pointer: "" } };
  const checksOf = (compiled: CompiledAuthentication): number => (compiled.ok ? compiled.bodyChecks.length : -1);
  assert.equal(checksOf(compile({ security: security({ bearer: [] }, { oauth: [] }), requestBody })), 1);
  assert.equal(checksOf(compile({ security: security({ bearer: [] }) })), 0);
  assert.equal(checksOf(compile({ security: [], requestBody })), 0);
});

test("a thousand operations share one verification", () => {
  const counting = authServices();
  let sources = 0;
  const input = { services: { ...counting, keySource: () => (sources++, counting.keys) } };
  for (let index = 0; index < 1_000; index++) assert.ok(compile({ id: `o${index}`, security: security({ bearer: [] }) }, input).ok);
  assert.equal(sources, 1);
});
