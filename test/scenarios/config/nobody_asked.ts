/** Every path passes, and nobody is asked who he is. */
import type { LoadScenario } from "../scenario.ts";

export const scenario: LoadScenario = {
  kind: "load",
  name: "routes: any without auth",
  category: "config",
  owasp: "API2:2023",
  attack: { api: { openapi: undefined, routes: "any" } },
  expect: { code: "config.invalid", pointer: "/apis/0/auth" },
  twin: { api: { openapi: undefined, routes: "any", public: true } },
};
