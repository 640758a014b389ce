/** Options for an operation that the document does not have. */
import type { LoadScenario } from "../scenario.ts";

export const scenario: LoadScenario = {
  kind: "load",
  name: "options for an unknown operation",
  category: "config",
  owasp: "API8:2023",
  attack: {
    api: {
      auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" },
      operations: { getMoney: { limits: [] } },
    },
  },
  expect: { code: "config.unknown_operation", pointer: "/apis/0/operations/getMoney" },
  twin: {
    api: {
      auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" },
      operations: { getRaw: { max_body: "1KB" } },
    },
  },
};
