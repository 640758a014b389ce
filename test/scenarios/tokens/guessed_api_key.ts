/** A well-formed API key that nobody was given. */
import { SYSTEM_DEPS } from "../../../src/adapters/system_deps.ts";
import { generateApiKey } from "../../../src/token/api_key.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a guessed API key",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/partners", fields: { "X-API-Key": generateApiKey(SYSTEM_DEPS.random).key } }),
  expect: { status: 401, code: "invalid_api_key", by: "authn", finding: "api_key.unknown", place: "header:x-api-key" },
  twin: (world) => world.twin({ target: "/partners", fields: { "X-API-Key": world.apiKeys.valid } }),
};
