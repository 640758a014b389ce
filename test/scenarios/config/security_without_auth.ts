/** The document asks for a token, the gateway knows nobody who issues them. */
import type { LoadScenario } from "../scenario.ts";

export const scenario: LoadScenario = {
  kind: "load",
  name: "security without auth",
  category: "config",
  owasp: "API2:2023",
  attack: {
    document: {
      openapi: "3.1.0",
      info: { title: "d", version: "1" },
      components: { securitySchemes: { t: { type: "http", scheme: "bearer" } } },
      paths: { "/a": { get: { security: [{ t: [] }], responses: { 200: { description: "ok" } } } } },
    },
  },
  expect: { code: "auth.missing", pointer: "/apis/0" },
  twin: {
    document: {
      openapi: "3.1.0",
      info: { title: "d", version: "1" },
      components: { securitySchemes: { t: { type: "http", scheme: "bearer" } } },
      paths: { "/a": { get: { security: [{ t: [] }], responses: { 200: { description: "ok" } } } } },
    },
    api: { auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" } },
  },
};
