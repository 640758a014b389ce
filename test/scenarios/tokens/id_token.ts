/** A real ID token of a certified server, used as if it were an access token (RFC 8725 section 3.11). */
import { obtainToken } from "../../../examples/authorization_server/obtain_token.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an ID token as access token",
  category: "tokens",
  owasp: "API2:2023",
  world: { issuer: "certified" },
  attack: async (world) => {
    const { idToken } = await obtainToken({ issuer: world.certifiedIssuer, user: "alice" });
    return await world.call({ target: "/orders", fields: { Authorization: `Bearer ${idToken}` } });
  },
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.type", place: "token:header/typ" },
  twin: async (world) => {
    const { accessToken } = await obtainToken({ issuer: world.certifiedIssuer, user: "alice" });
    return await world.twin({ target: "/orders", fields: { Authorization: `Bearer ${accessToken}` } });
  },
};
