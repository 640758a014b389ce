/** Token after token, until one is good. */
import { toBytes } from "../world.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "lockout after failures to authenticate",
  category: "limits",
  owasp: "API2:2023",
  world: { config: { lockout: { threshold: 3, first: "1m", longest: "1m" } }, alone: true },
  attack: async (world) => {
    await using client = await world.connect();
    for (let count = 0; count < 3; count++)
      await client.send(toBytes({ target: "/account", fields: { Authorization: "Bearer guessed" } })).answer();
    // Locked out whatever comes now, a good token included.
    return await client.send(toBytes({ target: "/account", fields: world.bearer() })).answer();
  },
  expect: { status: 429, code: "locked_out", by: "lockout", finding: "lockout.address", place: "client" },
  twin: async (world) => {
    await using client = await world.connect("127.0.0.3");
    return {
      answer: await client.send(toBytes({ target: "/account", fields: world.bearer() })).answer(),
      seen: { method: "GET", url: "/account", body: "" },
    };
  },
};
