/** `filter[__proto__][admin]=1` reaches the prototype where query strings become objects. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "__proto__ in a deepObject parameter",
  category: "validation",
  owasp: "API3:2023",
  attack: (world) => world.call({ target: "/items?filter[__proto__]=1" }),
  expect: {
    status: 400,
    code: "malformed_request",
    by: "openapi_request",
    finding: "parameter.proto_key",
    place: "query:filter[__proto__]",
  },
  twin: (world) => world.twin({ target: "/items?filter[colour]=red" }),
};
