/** The claims are changed, the signature is kept. */
import { base64url } from "../../support/tokens.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "changed claims under an old signature",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) =>
    world.call({ target: "/account", fields: { Authorization: `Bearer ${tampered(world.issuer.token({ claims: { scope: "none" } }))}` } }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.signature", place: "token:signature" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};

function tampered(token: string): string {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const changed = Buffer.from(claims, "base64url").toString().replace('"scope":"none"', '"scope":"items:read"');
  return `${header}.${base64url(changed)}.${signature}`;
}
