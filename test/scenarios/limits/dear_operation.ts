/** Few calls, each of which costs much. */
import { toBytes } from "../world.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an operation that costs more",
  category: "limits",
  owasp: "API4:2023",
  world: { operations: { getRaw: { limits: [{ per: "ip", rate: "10/h", cost: 6, name: "dear" }] } } },
  attack: async (world) => {
    await using client = await world.connect();
    for (let count = 0; count < 1; count++) await client.send(toBytes({ target: "/raw" })).answer();
    return await client.send(toBytes({ target: "/raw" })).answer();
  },
  expect: { status: 429, code: "rate_limited", by: "limits_before_auth", finding: "limit.exceeded", place: "client" },
  mayPass: 1,
  twin: async (world) => {
    await using client = await world.connect("127.0.0.3");
    return { answer: await client.send(toBytes({ target: "/raw" })).answer(), seen: { method: "GET", url: "/raw", body: "" } };
  },
};
