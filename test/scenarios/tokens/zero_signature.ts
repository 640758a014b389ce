/** r = s = 0 satisfies ECDSA in verifiers that forget the range check (CVE-2022-21449). */
import { testKey } from "../../support/tokens.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an ECDSA signature of zeros",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) =>
    world.call({
      target: "/account",
      fields: { Authorization: `Bearer ${zeros(world.issuer.token({ key: testKey("P-256"), header: { alg: "ES256" } }))}` },
    }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.signature", place: "token:signature" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer({ key: testKey("P-256"), header: { alg: "ES256" } }) }),
};

const zeros = (token: string): string => `${token.slice(0, token.lastIndexOf("."))}.${Buffer.alloc(64).toString("base64url")}`;
