/** Slowloris: a header line every few seconds, for ever. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a head that never ends",
  category: "limits",
  owasp: "API4:2023",
  world: { config: { protocol: { first_header_timeout: "200ms" } } },
  attack: async (world) => {
    await using client = await world.connect();
    return await client.send("GET /raw HTTP/1.1\r\nHost: api.example\r\nX-One: ").answer();
  },
  expect: { status: 408, code: "head_timeout", by: "framing", finding: "framing.head_timeout", place: "framing" },
  twin: (world) => world.twin({ target: "/raw" }),
};
