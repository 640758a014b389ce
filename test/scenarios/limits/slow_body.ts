/** A body of which a byte comes now and then. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a body that never ends",
  category: "limits",
  owasp: "API4:2023",
  world: { config: { protocol: { between_bytes_timeout: "200ms" } } },
  attack: async (world) => {
    await using client = await world.connect();
    return await client
      .send("POST /items HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{")
      .answer();
  },
  expect: { status: 408, code: "body_timeout", by: "framing", finding: "framing.body_timeout", place: "body" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"}' }),
};
