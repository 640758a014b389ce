/** Tokens in the clear on an address that others reach. */
import type { LoadScenario } from "../scenario.ts";

export const scenario: LoadScenario = {
  kind: "load",
  name: "plain HTTP beyond loopback",
  category: "config",
  owasp: "API8:2023",
  attack: {
    api: { auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" } },
    config: { listen: "0.0.0.0:0" },
  },
  expect: { code: "config.invalid", pointer: "/listen" },
  twin: {
    api: { auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" } },
    config: { listen: { address: "0.0.0.0:0", plaintext: true } },
  },
};
