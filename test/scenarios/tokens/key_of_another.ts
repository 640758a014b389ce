/** Signed with a key of the attacker's own, under the name of the issuer's. */
import { testKey } from "../../support/tokens.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a forged signature under the issuer's kid",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ key: testKey("rsa", "mallory"), header: { kid: "rsa" } }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.signature", place: "token:signature" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
