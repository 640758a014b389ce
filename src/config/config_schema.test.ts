import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { CONFIG_SCHEMA_PATH, configSchema } from "./config_schema.ts";

const root = new URL("../../", import.meta.url);

test("the published schema is the one of the decoder; `scripts/config_docs.ts` writes it", () => {
  assert.deepEqual(JSON.parse(readFileSync(new URL(CONFIG_SCHEMA_PATH, root), "utf8")), configSchema());
});

test("the schema accepts the demo's configuration and refuses keys that do not exist, at any depth", () => {
  // Formats are for editors: what they mean here is checked by the decoder. One that is not in this list is told.
  const told: unknown[] = [];
  const logger = { log: () => {}, warn: (text: unknown) => told.push(text), error: (text: unknown) => told.push(text) };
  const validate = new Ajv2020({ strict: false, formats: { uri: true, email: true }, logger }).compile(configSchema());
  assert.deepEqual(told, []);
  const written: unknown = parse(readFileSync(new URL("examples/shop/portcullis.yaml", root), "utf8"));
  assert.ok(validate(written), JSON.stringify(validate.errors));
  const api = { openapi: "a.yaml", upstream: "http://127.0.0.1:1" };
  for (const bad of [
    { version: 1, apis: [api], colour: 1 },
    { version: 1, apis: [{ ...api, colour: 1 }] },
    { version: 1, apis: [{ ...api, auth: { keys: "k", colour: 1 } }] },
    { version: 1, apis: [{ ...api, limits: [{ per: "ip", rate: "1/s", colour: 1 }] }] },
    { version: 1, apis: [] },
    { apis: [api] },
  ]) {
    assert.equal(validate(bad), false, JSON.stringify(bad));
  }
});
