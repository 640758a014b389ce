/** A real token that was granted less than the operation asks for. */
import { obtainToken } from "../../../examples/authorization_server/obtain_token.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a real token without the scope",
  category: "tokens",
  owasp: "API5:2023",
  world: { issuer: "certified" },
  attack: async (world) => {
    const { accessToken } = await obtainToken({ issuer: world.certifiedIssuer, user: "alice", scopes: ["orders:read"] });
    return await world.call({ method: "POST", target: "/orders", fields: { Authorization: `Bearer ${accessToken}` } });
  },
  expect: { status: 403, code: "insufficient_scope", by: "authn", finding: "auth.insufficient_scope", place: "security:token" },
  twin: async (world) => {
    const { accessToken } = await obtainToken({ issuer: world.certifiedIssuer, user: "alice" });
    return await world.twin({ target: "/orders", fields: { Authorization: `Bearer ${accessToken}` } });
  },
};
