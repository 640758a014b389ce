/** `crit` names an extension that the verifier does not know and must not ignore (RFC 7515 section 4.1.11). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "crit",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ header: { crit: ["b64"], b64: false } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.header", place: "token:header/crit" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
