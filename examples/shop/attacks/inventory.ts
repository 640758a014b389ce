/** API9:2023 Improper Inventory Management. */
import { type Attack, GET_HEALTH, lastSays, LIST_ORDERS } from "./attack.ts";

export const INVENTORY: readonly Attack[] = [
  {
    id: "old-version",
    title: "everybody's orders from the first version",
    owasp: "API9:2023",
    flaw: "`GET /v0/orders` is in no document and still answers, without asking who calls.",
    requests: () => [{ method: "GET", path: "/v0/orders" }],
    exploited: lastSays(200, '"customer":"bob"'),
    twin: LIST_ORDERS,
  },
  {
    id: "old-version-by-detour",
    title: "the first version by way of dot segments",
    owasp: "API9:2023",
    flaw: "The shop resolves `..` after whoever stands in front has looked at the path.",
    requests: () => [{ method: "GET", path: "/health/../v0/orders" }],
    exploited: lastSays(200, '"customer":"bob"'),
    twin: GET_HEALTH,
  },
];
