/** An API key whose time is over. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an expired API key",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/partners", fields: { "X-API-Key": world.apiKeys.expired } }),
  expect: { status: 401, code: "invalid_api_key", by: "authn", finding: "api_key.expired", place: "header:x-api-key" },
  twin: (world) => world.twin({ target: "/partners", fields: { "X-API-Key": world.apiKeys.valid } }),
};
