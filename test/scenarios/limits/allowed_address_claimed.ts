/** An address on the allow list, written by the caller himself. */
import { toBytes } from "../world.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an allowed address in a header",
  category: "limits",
  owasp: "API8:2023",
  world: { config: { ip: { allow: ["192.0.2.0/24", "127.0.0.3"] } } },
  attack: (world) => world.call({ target: "/raw", fields: { "X-Forwarded-For": "192.0.2.1" } }),
  expect: { status: 403, code: "address_refused", by: "ip", finding: "ip.not_allowed", place: "client" },
  twin: async (world) => {
    await using client = await world.connect("127.0.0.3");
    return { answer: await client.send(toBytes({ target: "/raw" })).answer(), seen: { method: "GET", url: "/raw", body: "" } };
  },
};
