/** What a reload closes is closed for the next call on a connection that was open before. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { toBytes } from "../world.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a call on an old connection after the rules were tightened",
  category: "config",
  owasp: "API8:2023",
  world: { alone: true },
  attack: async (world) => {
    await using client = await world.connect();
    const call = toBytes({ target: "/raw" });
    assert.equal((await client.send(call).answer()).status, 200);
    const { configFile, gateway } = world.gateway;
    const config: unknown = JSON.parse(readFileSync(configFile, "utf8"));
    writeFileSync(configFile, JSON.stringify(Object.assign(Object(config), { ip: { deny: ["127.0.0.1"] } })));
    assert.deepEqual(
      (await gateway.reload()).filter(({ severity }) => severity === "error"),
      [],
    );
    return await client.send(call).answer();
  },
  expect: { status: 403, code: "address_refused", by: "ip", finding: "ip.denied", place: "client" },
  mayPass: 1,
  twin: async (world) => {
    await using client = await world.connect("127.0.0.3");
    return { answer: await client.send(toBytes({ target: "/raw" })).answer(), seen: { method: "GET", url: "/raw", body: "" } };
  },
};
