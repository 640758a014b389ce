/** Without an audience any token of the issuer would do. */
import type { LoadScenario } from "../scenario.ts";

export const scenario: LoadScenario = {
  kind: "load",
  name: "no audience",
  category: "config",
  owasp: "API2:2023",
  attack: { api: { auth: { issuer: "https://idp.example", keys: "keys.json" } } },
  expect: { code: "config.invalid", pointer: "/apis/0/auth/audience" },
  twin: { api: { auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" } } },
};
