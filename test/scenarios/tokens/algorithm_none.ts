/** `alg: none` with an empty signature: valid to libraries that let the token choose (RFC 8725 section 3.2). */
import { base64url } from "../../support/tokens.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "alg none",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: { Authorization: `Bearer ${unsigned(world.issuer.token())}` } }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.unsigned", place: "token:signature" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};

/** The same claims under a header that asks for no signature, and none. */
function unsigned(token: string): string {
  return `${base64url(JSON.stringify({ alg: "none", typ: "at+jwt" }))}.${token.split(".")[1] ?? ""}.`;
}
