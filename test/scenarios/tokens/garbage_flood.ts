/** A flood of worthless tokens, each of which costs a signature check. */
import { testKey } from "../../support/tokens.ts";
import { toBytes } from "../world.ts";
import type { CallScenario } from "../scenario.ts";

/** Several times what a client may fail at once. */
const FLOOD = 180;

export const scenario: CallScenario = {
  kind: "call",
  name: "a flood of garbage tokens",
  category: "tokens",
  owasp: "API4:2023",
  world: { alone: true },
  attack: async (world) => {
    // Why signed before: failures are paid back while the flood lasts, and a slow machine would sign as slowly as they are.
    const tokens = Array.from({ length: FLOOD }, (_, count) =>
      world.issuer.token({ key: testKey("rsa", "mallory"), header: { kid: "rsa" }, claims: { jti: String(count) } }),
    );
    await using client = await world.connect();
    const requests = tokens.map((token) => toBytes({ target: "/account", fields: { Authorization: `Bearer ${token}` } }));
    const last = requests.splice(-2);
    for (const request of requests) {
      const answer = await client.send(request).answer();
      if (answer.status !== 401 && answer.status !== 200) return answer;
    }
    // Two at once: a failure paid back in the meantime can serve the first of them, not the second.
    client.send(Buffer.concat(last));
    await client.answer();
    return await client.answer();
  },
  expect: {
    status: 429,
    code: "too_many_invalid_tokens",
    by: "authn",
    finding: "token.verification_budget",
    place: "header:authorization",
  },
  twin: async (world) => {
    // Another client, and with it a budget of its own: the flood is its sender's affair alone.
    await using client = await world.connect("127.0.0.2");
    const bytes = toBytes({ target: "/account", fields: world.bearer() });
    return { answer: await client.send(bytes).answer(), seen: { method: "GET", url: "/account", body: "" } };
  },
};
