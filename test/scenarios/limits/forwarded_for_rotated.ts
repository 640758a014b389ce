/** A new X-Forwarded-For with every call, to be a new client each time. */
import { toBytes } from "../world.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a burst behind invented addresses",
  category: "limits",
  owasp: "API4:2023",
  world: { api: { limits: [{ per: "ip", rate: "3/h", name: "rotated" }] } },
  attack: async (world) => {
    await using client = await world.connect();
    const call = (count: number): Buffer =>
      toBytes({ target: "/raw", fields: { "X-Forwarded-For": `10.0.0.${count}`, Forwarded: `for=10.0.0.${count}` } });
    for (let count = 0; count < 3; count++) await client.send(call(count)).answer();
    return await client.send(call(3)).answer();
  },
  expect: { status: 429, code: "rate_limited", by: "limits_before_auth", finding: "limit.exceeded", place: "client" },
  mayPass: 3,
  twin: async (world) => {
    await using client = await world.connect("127.0.0.3");
    return { answer: await client.send(toBytes({ target: "/raw" })).answer(), seen: { method: "GET", url: "/raw", body: "" } };
  },
};
