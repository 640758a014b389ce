/** Signed with a key of the attacker's own, under a name of its own. */
import { testKey } from "../../support/tokens.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a key of nobody's",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ key: testKey("rsa", "mallory") }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.key_unknown", place: "token:header/kid" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
