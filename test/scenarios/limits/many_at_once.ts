/** Calls that never end, one beside the other. */
import { toBytes } from "../world.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "more calls at once than may be under way",
  category: "limits",
  owasp: "API4:2023",
  world: { api: { concurrency: { per: "ip", max: 1 } } },
  attack: async (world) => {
    await using slow = await world.connect();
    // Within its body the first call is under way.
    slow.send(
      "POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
    );
    await slow.answer();
    const answer = await world.call({ target: "/raw" });
    slow.abort();
    return answer;
  },
  expect: { status: 429, code: "too_many_at_once", by: "concurrency", finding: "concurrency.exceeded", place: "client" },
  twin: async (world) => {
    await using client = await world.connect("127.0.0.3");
    return { answer: await client.send(toBytes({ target: "/raw" })).answer(), seen: { method: "GET", url: "/raw", body: "" } };
  },
};
