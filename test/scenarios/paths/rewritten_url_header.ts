/** `X-Original-URL` makes some servers serve another path than the one that was judged; it never gets there. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "another path in a header, to reach what needs a token",
  category: "paths",
  owasp: "API8:2023",
  attack: (world) => world.call({ target: "/account", fields: { "X-Original-URL": "/raw", "X-Rewrite-URL": "/raw" } }),
  expect: { status: 401, code: "authentication_required", by: "authn", finding: "auth.required", place: "security" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};
