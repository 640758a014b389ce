/** Large bodies that are refused at their very end, again and again: each is within its own budget, together they would take the core. */
import { toBytes } from "../world.ts";
import type { CallScenario } from "../scenario.ts";

const fields = { "Content-Type": "application/json" };
/** Half a million numbers, then what no JSON has. */
const DEAR = `[${"1,".repeat(250_000)}`;

export const scenario: CallScenario = {
  kind: "call",
  name: "dear calls that are refused",
  category: "limits",
  owasp: "API4:2023",
  world: { api: { refused_work: { share: 0.001, lent: "10ms" } }, alone: true },
  attack: async (world) => {
    await using client = await world.connect();
    for (let count = 0; count < 3; count++) await client.send(toBytes({ target: "/items", fields, body: DEAR })).answer();
    return await client.send(toBytes({ target: "/raw" })).answer();
  },
  expect: { status: 429, code: "too_much_refused_work", by: "refused_work", finding: "refused_work.owed", place: "client" },
  twin: async (world) => {
    await using client = await world.connect("127.0.0.3");
    return { answer: await client.send(toBytes({ target: "/raw" })).answer(), seen: { method: "GET", url: "/raw", body: "" } };
  },
};
