/** Two tokens: one is checked, the other used (RFC 6750 section 2). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "two Authorization fields",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => {
    const { Authorization } = world.bearer();
    return world.raw(
      `GET /account HTTP/1.1\r\nHost: api.example\r\nAuthorization: ${Authorization}\r\nAuthorization: Bearer forged\r\n\r\n`,
    );
  },
  expect: { status: 400, code: "invalid_credential_request", by: "authn", finding: "bearer.malformed", place: "header:authorization" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
