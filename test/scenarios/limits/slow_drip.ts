/** A body of which a byte comes always just in time. */
import { setTimeout as sleep } from "node:timers/promises";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a body that drips",
  category: "limits",
  owasp: "API4:2023",
  world: { config: { protocol: { between_bytes_timeout: "5s", rate_grace: "300ms", min_upload_rate: "1KB" } } },
  attack: async (world) => {
    await using client = await world.connect();
    client.send("POST /items HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n");
    const answer = client.answer();
    for (;;) {
      client.send(" ");
      const first = await Promise.race([answer, sleep(50, null)]);
      if (first !== null) return first;
    }
  },
  expect: { status: 408, code: "body_too_slow", by: "framing", finding: "framing.body_too_slow", place: "body" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"}' }),
};
