/** More calls at once than the rate allows. */
import { toBytes } from "../world.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a burst from one address",
  category: "limits",
  owasp: "API4:2023",
  world: { api: { limits: [{ per: "ip", rate: "3/h" }] } },
  attack: async (world) => {
    await using client = await world.connect();
    for (let count = 0; count < 3; count++) await client.send(toBytes({ target: "/raw" })).answer();
    return await client.send(toBytes({ target: "/raw" })).answer();
  },
  expect: { status: 429, code: "rate_limited", by: "limits_before_auth", finding: "limit.exceeded", place: "client" },
  mayPass: 3,
  twin: async (world) => {
    await using client = await world.connect("127.0.0.3");
    return { answer: await client.send(toBytes({ target: "/raw" })).answer(), seen: { method: "GET", url: "/raw", body: "" } };
  },
};
