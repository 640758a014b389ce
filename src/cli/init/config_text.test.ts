import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { type ConfigDraft, toConfigText } from "./config_text.ts";

const DRAFT: ConfigDraft = {
  title: "Pets",
  operations: 2,
  openapi: "./openapi.yaml",
  upstream: "http://127.0.0.1:3000",
  basePath: "",
  auth: { issuer: null, keys: true, keysFor: [], undeclared: 0, publicOperations: 0, keyScopes: [] },
  lengthOnly: false,
  schema: ".portcullis/config.schema.json",
  keysFile: ".portcullis/keys.json",
};
const LIMITS = [
  { per: "ip", rate: "1200/min" },
  { per: "principal", rate: "600/min" },
];

test("the text says what the draft says, and names its schema first", () => {
  const text = toConfigText(DRAFT);
  assert.ok(text.startsWith("# yaml-language-server: $schema=.portcullis/config.schema.json\n"));
  assert.deepEqual(parse(text), {
    version: 1,
    listen: "127.0.0.1:8080",
    admin: "127.0.0.1:9090",
    apis: [
      {
        openapi: "./openapi.yaml",
        upstream: "http://127.0.0.1:3000",
        auth: { keys: ".portcullis/keys.json", default: "required" },
        limits: LIMITS,
      },
    ],
  });
});

test("issuer, stand-ins and patterns are keys of their own", () => {
  const issuer = { issuer: "https://idp.example", audience: "pets" };
  const auth = { ...DRAFT.auth, issuer, keysFor: ["basic auth", "no"], undeclared: 1 };
  const api: unknown = parse(toConfigText({ ...DRAFT, auth, lengthOnly: true, basePath: "/v2" })).apis[0];
  assert.deepEqual(api, {
    openapi: "./openapi.yaml",
    upstream: "http://127.0.0.1:3000",
    unsupported_pattern: "length_only",
    auth: { ...issuer, keys: ".portcullis/keys.json", keys_for: ["basic auth", "no"], default: "required" },
    limits: LIMITS,
  });
});

test("no word of a document or of the command line can become YAML of its own", () => {
  for (const hostile of [
    "a\nlisten: 0.0.0.0:80",
    "a: b",
    "#x",
    "- x",
    "*x",
    "&x",
    "'",
    '"',
    "{}",
    "true",
    "on",
    "1",
    "~",
    "a #b",
    "x:",
    "\u{2028}apis:",
    "!t",
  ]) {
    const parsed: unknown = parse(toConfigText({ ...DRAFT, title: hostile, openapi: hostile, upstream: hostile }));
    assert.deepEqual(parsed, {
      ...parse(toConfigText(DRAFT)),
      apis: [{ openapi: hostile, upstream: hostile, auth: { keys: ".portcullis/keys.json", default: "required" }, limits: LIMITS }],
    });
  }
});
