/** A token in the query is in every log, and may be preferred to the one in the head (RFC 9700 section 4.3.2). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a token in the query",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: `/account?access_token=${world.issuer.token()}`, fields: world.bearer() }),
  expect: { status: 400, code: "invalid_credential_request", by: "authn", finding: "bearer.malformed", place: "query:access_token" },
  observed: { by: "openapi_request", code: "invalid_request" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
