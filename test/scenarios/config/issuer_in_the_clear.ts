/** Keys fetched without TLS are whoever's who answers. */
import type { LoadScenario } from "../scenario.ts";

export const scenario: LoadScenario = {
  kind: "load",
  name: "an issuer over http",
  category: "config",
  owasp: "API8:2023",
  attack: { api: { auth: { issuer: "http://idp.example", audience: "a", keys: "keys.json" } } },
  expect: { code: "config.invalid", pointer: "/apis/0/auth/issuer" },
  twin: { api: { auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" } } },
};
