/** A schema pattern with a backreference can't run in linear time; it is refused, not skipped. */
import type { LoadScenario } from "../scenario.ts";

export const scenario: LoadScenario = {
  kind: "load",
  name: "a pattern that can't be linear",
  category: "config",
  owasp: "API4:2023",
  attack: {
    document: {
      openapi: "3.1.0",
      info: { title: "d", version: "1" },
      paths: {
        "/a": {
          get: {
            security: [],
            parameters: [{ name: "q", in: "query", schema: { type: "string", pattern: "^(a)\\1$" } }],
            responses: { 200: { description: "ok" } },
          },
        },
      },
    },
    api: { compile: "eager" },
  },
  expect: { code: "validation.invalid", pointer: "/paths/~1a/get/parameters/0/schema/pattern" },
  twin: {
    document: {
      openapi: "3.1.0",
      info: { title: "d", version: "1" },
      paths: {
        "/a": {
          get: {
            security: [],
            parameters: [{ name: "q", in: "query", schema: { type: "string", pattern: "^(a)b$" } }],
            responses: { 200: { description: "ok" } },
          },
        },
      },
    },
    api: { compile: "eager" },
  },
};
