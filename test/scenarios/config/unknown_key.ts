/** A misspelt key, of which somebody believes that it protects. */
import type { LoadScenario } from "../scenario.ts";

export const scenario: LoadScenario = {
  kind: "load",
  name: "an unknown key",
  category: "config",
  owasp: "API8:2023",
  attack: {
    api: {
      auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" },
      limit: [{ per: "ip", rate: "1/s" }],
    },
  },
  expect: { code: "config.unknown_key", pointer: "/apis/0/limit" },
  twin: {
    api: {
      auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" },
      limits: [{ per: "ip", rate: "1/s" }],
    },
  },
};
