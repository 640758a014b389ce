/** The key that verifies it comes with the token (RFC 7515 section 4.1.3). */
import { testKey } from "../../support/tokens.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an embedded jwk",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) =>
    world.call({
      target: "/account",
      fields: world.bearer({ header: { jwk: testKey("rsa", "mallory").jwk }, key: testKey("rsa", "mallory") }),
    }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.header", place: "token:header/jwk" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
