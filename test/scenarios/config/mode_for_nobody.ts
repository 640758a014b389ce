/** A mode for a guard that does not exist. */
import type { LoadScenario } from "../scenario.ts";

export const scenario: LoadScenario = {
  kind: "load",
  name: "a mode for an unknown guard",
  category: "config",
  owasp: "API8:2023",
  attack: {
    api: { auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" } },
    config: { modes: { waff: "enforce" } },
  },
  expect: { code: "config.unknown_guard", pointer: "/modes/waff" },
  twin: {
    api: { auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" } },
    config: { modes: { openapi_request: "enforce" } },
  },
};
