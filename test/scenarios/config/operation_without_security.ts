/** An operation that declares no security is not thereby public. */
import type { LoadScenario } from "../scenario.ts";

export const scenario: LoadScenario = {
  kind: "load",
  name: "an operation that says nothing of security",
  category: "config",
  owasp: "API2:2023",
  attack: {
    document: {
      openapi: "3.1.0",
      info: { title: "d", version: "1" },
      paths: { "/a": { get: { responses: { 200: { description: "ok" } } } } },
    },
    api: { auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" } },
  },
  expect: { code: "auth.undeclared", pointer: "/apis/0" },
  twin: {
    document: {
      openapi: "3.1.0",
      info: { title: "d", version: "1" },
      paths: { "/a": { get: { security: [], responses: { 200: { description: "ok" } } } } },
    },
    api: { auth: { issuer: "https://idp.example", audience: "https://api.example", keys: "keys.json" } },
  },
};
