/** Behind a trusted proxy the caller writes the left of the list, the proxy only the right. */
import { toBytes } from "../world.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "invented addresses before the one a trusted proxy wrote",
  category: "limits",
  owasp: "API4:2023",
  world: { config: { trusted_proxies: ["127.0.0.1/32"] }, api: { limits: [{ per: "ip", rate: "3/h" }] } },
  attack: async (world) => {
    await using client = await world.connect();
    const call = (count: number): Buffer => toBytes({ target: "/raw", fields: { "X-Forwarded-For": `10.0.0.${count}, 192.0.2.7` } });
    for (let count = 0; count < 3; count++) await client.send(call(count)).answer();
    return await client.send(call(3)).answer();
  },
  expect: { status: 429, code: "rate_limited", by: "limits_before_auth", finding: "limit.exceeded", place: "client" },
  mayPass: 3,
  twin: (world) => world.twin({ target: "/raw", fields: { "X-Forwarded-For": "192.0.2.8" } }),
};
