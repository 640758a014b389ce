/** Configurations as a user writes them, decoded without files. */
import assert from "node:assert/strict";
import type { Config } from "../../src/config/config.ts";
import { readConfig } from "../../src/config/read_config.ts";

/** That of one API without a document, and more. Fails where it does not decode. */
export function configOf(more: object): Config {
  const api = { routes: "any", public: true, upstream: "http://127.0.0.1:1" };
  const parsed = readConfig("x.yaml", Buffer.from(JSON.stringify({ version: 1, apis: [api], ...more })));
  assert.ok(parsed.ok);
  return parsed.value.config;
}
