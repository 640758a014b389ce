/** A denied address says it is another. */
import { toBytes } from "../world.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a denied address behind an invented one",
  category: "limits",
  owasp: "API8:2023",
  world: { config: { ip: { deny: ["127.0.0.4"] } } },
  attack: async (world) => {
    await using client = await world.connect("127.0.0.4");
    return await client.send(toBytes({ target: "/raw", fields: { "X-Forwarded-For": "192.0.2.1", "X-Real-IP": "192.0.2.1" } })).answer();
  },
  expect: { status: 403, code: "address_refused", by: "ip", finding: "ip.denied", place: "client" },
  twin: (world) => world.twin({ target: "/raw" }),
};
