/** A real token of the same issuer for the warehouse, replayed at the shop. */
import { WAREHOUSE_RESOURCE } from "../../../examples/authorization_server/accounts.ts";
import { obtainMachineToken, obtainToken } from "../../../examples/authorization_server/obtain_token.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a real token replayed across audiences",
  category: "tokens",
  owasp: "API2:2023",
  world: { issuer: "certified" },
  attack: async (world) => {
    const { accessToken } = await obtainMachineToken({ issuer: world.certifiedIssuer, resource: WAREHOUSE_RESOURCE, scopes: [] });
    return await world.call({ target: "/orders", fields: { Authorization: `Bearer ${accessToken}` } });
  },
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.audience", place: "token:aud" },
  twin: async (world) => {
    const { accessToken } = await obtainToken({ issuer: world.certifiedIssuer, user: "alice" });
    return await world.twin({ target: "/orders", fields: { Authorization: `Bearer ${accessToken}` } });
  },
};
