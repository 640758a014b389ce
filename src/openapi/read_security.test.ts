import assert from "node:assert/strict";
import { test } from "node:test";
import { describeYaml, issuesIn } from "../../test/support/openapi_description.ts";
import { readSecurity, readSecuritySchemes } from "./read_security.ts";

test("schemes of every type are read, one through a reference", () => {
  const { description, root } = describeYaml(`
components:
  securitySchemes:
    bearer: { type: http, scheme: Bearer, bearerFormat: JWT }
    key: { $ref: '#/x-key' }
    oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: /t, scopes: {} } } }
    oidc: { type: openIdConnect, openIdConnectUrl: 'https://idp.example/.well-known/openid-configuration' }
    tls: { type: mutualTLS }
x-key: { type: apiKey, name: session, in: cookie }`);
  assert.deepEqual(
    [...readSecuritySchemes(description, root)],
    [
      ["bearer", { type: "http", scheme: "bearer", bearerFormat: "JWT" }],
      ["key", { type: "apiKey", name: "session", in: "cookie" }],
      [
        "oauth",
        {
          type: "oauth2",
          flows: Object.assign(Object.create(null), {
            clientCredentials: Object.assign(Object.create(null), { tokenUrl: "/t", scopes: Object.create(null) }),
          }),
        },
      ],
      ["oidc", { type: "openIdConnect", openIdConnectUrl: "https://idp.example/.well-known/openid-configuration" }],
      ["tls", { type: "mutualTLS" }],
    ],
  );
  assert.deepEqual(issuesIn(description), []);
});

test("no list is no requirement, an empty one is public, an empty alternative is anonymous", () => {
  const { description } = describeYaml("a: 1");
  const place = { uri: "api.yaml", pointer: "/security" };
  const read = (security: unknown) => readSecurity(description, security, place, new Set(["a", "b"]));
  assert.equal(read(undefined), null);
  assert.deepEqual(read([]), []);
  assert.deepEqual(read([{}, { a: ["x"], b: [] }]), [
    new Map(),
    new Map([
      ["a", ["x"]],
      ["b", []],
    ]),
  ]);
  assert.deepEqual(issuesIn(description), []);
});

test("an undeclared name stays in the requirement, where nothing can prove it, and is an issue", () => {
  const { description } = describeYaml("a: 1");
  const read = readSecurity(description, [{ typo: [] }], { uri: "api.yaml", pointer: "/security" }, new Set(["a"]));
  assert.deepEqual(read, [new Map([["typo", []]])]);
  assert.deepEqual(issuesIn(description), ["openapi.undeclared_scheme /security/0/typo"]);
});
