/** `Connection: authorization` makes a proxy strip the credential that the upstream would have looked at (RFC 9110 section 7.6.1). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "Connection nominates Authorization",
  category: "framing",
  owasp: "API2:2023",
  attack: (world) =>
    world.raw("GET /raw HTTP/1.1\r\nHost: api.example\r\nAuthorization: Bearer x\r\nConnection: close, authorization\r\n\r\n"),
  expect: { status: 400, code: "connection_nominates", by: "framing", finding: "framing.connection_nominates", place: "header:connection" },
  twin: (world) => world.twin({ target: "/raw" }),
};
