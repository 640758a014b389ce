/** Two keys: one is checked, the other counted against. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "two API keys",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) =>
    world.raw(
      `GET /partners HTTP/1.1\r\nHost: api.example\r\nX-API-Key: ${world.apiKeys.valid}\r\nX-API-Key: ${world.apiKeys.revoked}\r\n\r\n`,
    ),
  expect: { status: 400, code: "invalid_credential_request", by: "authn", finding: "api_key.repeated", place: "header:x-api-key" },
  twin: (world) => world.twin({ target: "/partners", fields: { "X-API-Key": world.apiKeys.valid } }),
};
