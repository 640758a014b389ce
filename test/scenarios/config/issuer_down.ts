/** The issuer can't be reached and no key is known: nobody is let in for that. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "the issuer is down",
  category: "config",
  owasp: "API2:2023",
  world: { alone: true, api: { auth: { issuer: "http://127.0.0.1:9", audience: "https://api.example", keys: "keys.json" } } },
  attack: (world) => world.call({ target: "/account", fields: world.bearer({ claims: { iss: "http://127.0.0.1:9" } }) }),
  expect: { status: 503, code: "issuer_unavailable", by: "authn", finding: "token.issuer_unavailable", place: "token:iss" },
  twin: (world) => world.twin({ target: "/raw" }),
};
