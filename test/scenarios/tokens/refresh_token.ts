/** A refresh token where an access token is asked for. */
import { obtainToken } from "../../../examples/authorization_server/obtain_token.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a refresh token as access token",
  category: "tokens",
  owasp: "API2:2023",
  world: { issuer: "certified" },
  attack: async (world) => {
    const { refreshToken } = await obtainToken({ issuer: world.certifiedIssuer, user: "alice" });
    return await world.call({ target: "/orders", fields: { Authorization: `Bearer ${refreshToken}` } });
  },
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.syntax", place: "token" },
  twin: async (world) => {
    const { accessToken } = await obtainToken({ issuer: world.certifiedIssuer, user: "alice" });
    return await world.twin({ target: "/orders", fields: { Authorization: `Bearer ${accessToken}` } });
  },
};
