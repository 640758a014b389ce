/** A network that is none, in the list of those who are believed. */
import type { LoadScenario } from "../scenario.ts";

export const scenario: LoadScenario = {
  kind: "load",
  name: "a bad CIDR among the trusted proxies",
  category: "config",
  owasp: "API8:2023",
  attack: {
    api: { auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" } },
    config: { trusted_proxies: ["10.0.0.300/8"] },
  },
  expect: { code: "config.invalid", pointer: "/trusted_proxies/0" },
  twin: {
    api: { auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" } },
    config: { trusted_proxies: ["10.0.0.0/8"] },
  },
};
