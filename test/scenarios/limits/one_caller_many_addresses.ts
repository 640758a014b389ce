/** One caller, a new address with every call. */
import type { RawAnswer } from "../../support/raw_client.ts";
import { toBytes, type World } from "../world.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "one caller from many addresses",
  category: "limits",
  owasp: "API6:2023",
  world: { api: { limits: [{ per: "principal", rate: "3/h" }] } },
  attack: async (world) => {
    const call = toBytes({ target: "/account", fields: world.bearer({ claims: { sub: "mallory" } }) });
    for (let count = 0; count < 3; count++) await from(world, `127.0.1.${count + 1}`, call);
    return await from(world, "127.0.1.9", call);
  },
  expect: { status: 429, code: "rate_limited", by: "limits", finding: "limit.exceeded", place: "principal" },
  mayPass: 3,
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};

async function from(world: World, address: string, call: Uint8Array): Promise<RawAnswer> {
  await using client = await world.connect(address);
  return await client.send(call).answer();
}
