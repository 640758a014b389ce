/** Two `aud` members: one is checked, the other believed. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a claim twice",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ claimsText: twice(world.issuer.issuer) }) }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.json", place: "token:claims" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};

function twice(issuer: string): string {
  const exp = Math.floor(Date.now() / 1000) + 300;
  const claims = JSON.stringify({
    iss: issuer,
    sub: "alice",
    client_id: "web",
    jti: "1",
    iat: exp - 310,
    exp,
    aud: "https://other.example",
  });
  return claims.replace(/\}$/u, `,"aud":"https://api.example"}`);
}
