/** A network that is none, in a list that keeps people out. */
import type { LoadScenario } from "../scenario.ts";

export const scenario: LoadScenario = {
  kind: "load",
  name: "a bad CIDR in the deny list",
  category: "config",
  owasp: "API8:2023",
  attack: {
    api: { auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" } },
    config: { ip: { deny: ["10.0.0.0/33"] } },
  },
  expect: { code: "ip.invalid", pointer: "/ip/deny/0" },
  twin: {
    api: { auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" } },
    config: { ip: { deny: ["10.0.0.0/8"] } },
  },
};
