import assert from "node:assert/strict";
import { test } from "node:test";
import { loadDocument, type OpenApiDocument } from "../../openapi/document.ts";
import { draftAuth } from "./draft_auth.ts";
import { sampleCall } from "./sample_call.ts";

const ISSUER = { issuer: "https://idp.example", audience: "a" };
const SCHEMES = {
  oauth: { type: "oauth2", flows: {} },
  basic: { type: "http", scheme: "basic" },
  key: { type: "apiKey", in: "query", name: "k'k" },
};

/** A document with one GET per security requirement; undefined for none. */
async function documentWith(...securities: readonly unknown[]): Promise<OpenApiDocument> {
  const paths = Object.fromEntries(
    securities.map((security, index) => [`/p${index}`, { get: { ...(security === undefined ? {} : { security }), responses: {} } }]),
  );
  const text = JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    servers: [{ url: "/v1" }],
    paths,
    components: { securitySchemes: SCHEMES },
  });
  const loaded = await loadDocument("a.json", { read: () => Promise.resolve(new TextEncoder().encode(text)) });
  assert.ok(loaded.ok, JSON.stringify(loaded.issues));
  return loaded.value;
}

test("without an issuer API keys stand in for every scheme that asks for something else, with its scopes", async () => {
  const document = await documentWith([{ oauth: ["read", "write"] }], [{ basic: [] }], [{ key: [] }], [], undefined);
  assert.deepEqual(draftAuth(document, null), {
    issuer: null,
    keys: true,
    keysFor: ["oauth", "basic"],
    undeclared: 1,
    publicOperations: 1,
    keyScopes: ["read", "write"],
  });
});

test("an operation that one usable alternative lets in needs no stand-in", async () => {
  assert.deepEqual(draftAuth(await documentWith([{ basic: [] }, { key: [] }]), null).keysFor, []);
  assert.deepEqual(draftAuth(await documentWith([{ basic: [] }, { oauth: [] }]), ISSUER).keysFor, []);
});

test("with an issuer tokens are enough until an operation asks for something that no token meets", async () => {
  assert.equal(draftAuth(await documentWith([{ oauth: ["read"] }], undefined), ISSUER).keys, false);
  assert.equal(draftAuth(await documentWith([{ oauth: [] }, {}]), ISSUER).publicOperations, 1);
  const mixed = draftAuth(await documentWith([{ oauth: ["read"], basic: [] }]), ISSUER);
  assert.deepEqual([mixed.keys, mixed.keysFor, mixed.keyScopes], [true, ["basic"], []]);
  assert.equal(draftAuth(await documentWith([{ key: [] }]), ISSUER).keys, true);
});

test("the sample call shows its credential where the operation wants it, and a document's words stay single words of the shell", async () => {
  const rows: readonly (readonly [unknown, typeof ISSUER | null, string | null])[] = [
    [[{ oauth: [] }], ISSUER, `curl -i http://h/v1/p0 -H 'Authorization: Bearer '"$C"`],
    [[{ oauth: [] }], null, `curl -i http://h/v1/p0 -H 'X-API-Key: '"$C"`],
    [undefined, null, `curl -i http://h/v1/p0 -H 'X-API-Key: '"$C"`],
    [undefined, ISSUER, `curl -i http://h/v1/p0 -H 'Authorization: Bearer '"$C"`],
    [[{ key: [] }], null, `curl -i 'http://h/v1/p0?k'\\''k='"$C"`],
    [[], null, null],
    [[{ key: [], oauth: [] }], ISSUER, null],
  ];
  let ran = 0;
  for (const [security, issuer, expected] of rows) {
    const document = await documentWith(security);
    const call = sampleCall(document, draftAuth(document, issuer));
    assert.equal(call?.curl("http://h", "$C") ?? null, expected);
    ran++;
  }
  assert.equal(ran, 7);
  const document = await documentWith(undefined);
  const call = sampleCall(document, draftAuth(document, null));
  assert.equal(call?.curl("http://h", null), "curl -i http://h/v1/p0");
  assert.equal(call.curl("http://h", "pc_x"), "curl -i http://h/v1/p0 -H 'X-API-Key: pc_x'");
});
