/** API7:2023 Server Side Request Forgery. */
import { type Attack, type AttackRequest, lastSays } from "./attack.ts";

const register = (url: string): AttackRequest => ({ method: "POST", path: "/webhooks", as: "alice", body: { url, event: "order.paid" } });

export const SERVER_SIDE_REQUESTS: readonly Attack[] = [
  {
    id: "webhook-to-inside",
    title: "a webhook that points at the metadata service",
    owasp: "API7:2023",
    flaw: "`POST /webhooks` fetches any URL from inside and shows what came back.",
    requests: ({ shopBase }) => [register(`${shopBase}/internal/metadata`)],
    exploited: lastSays(201, "not-a-real-key-from-the-metadata-service"),
    twin: { request: () => register("https://hooks.example/orders"), status: 201, says: '"delivery":null' },
  },
];
