/** API3:2023 Broken Object Property Level Authorization: too much leaves, and too much may be set. */
import { type Attack, lastSays, ORDER_CUPS, type Twin } from "./attack.ts";

const GET_ME: Twin = { request: () => ({ method: "GET", path: "/customers/me", as: "alice" }), status: 200, says: '"id":"alice"' };
const RENAME_ME: Twin = {
  request: () => ({ method: "PATCH", path: "/customers/me", as: "alice", body: { displayName: "Alice" } }),
  status: 200,
  says: '"displayName":"Alice"',
};
const CARD = { number: "4111111111111111", expiry: "12/30", cvc: "123" };
const PAY: Twin = {
  request: () => ({ method: "POST", path: "/payments", as: "alice", body: { orderId: 1, amountCents: 2900, card: CARD } }),
  status: 201,
  says: '"orderStatus":"paid"',
};

export const OBJECT_PROPERTIES: readonly Attack[] = [
  {
    id: "stored-record-leaves",
    title: "the PIN and the card leave with the profile",
    owasp: "API3:2023",
    flaw: "`GET /customers/me` sends the record as it is stored: PIN, card number, internal note.",
    requests: () => [{ method: "GET", path: "/customers/me", as: "alice" }],
    exploited: lastSays(200, '"pin":"4711"'),
    twin: GET_ME,
  },
  {
    id: "card-comes-back",
    title: "the card comes back with its security code",
    owasp: "API3:2023",
    flaw: "`POST /payments` stores and returns the card as it was sent.",
    requests: () => [{ method: "POST", path: "/payments", as: "alice", body: { orderId: 1, amountCents: 2900, card: CARD } }],
    exploited: lastSays(201, '"cvc":"123"'),
    twin: PAY,
  },
  {
    id: "become-admin",
    title: "alice makes herself administrator",
    owasp: "API3:2023",
    flaw: "`PATCH /customers/me` assigns every field it is sent.",
    requests: () => [{ method: "PATCH", path: "/customers/me", as: "alice", body: { isAdmin: true } }],
    exploited: lastSays(200, '"isAdmin":true'),
    twin: RENAME_ME,
  },
  {
    id: "set-own-price",
    title: "alice names the unit price",
    owasp: "API3:2023",
    flaw: "`POST /orders` takes `unitPriceCents` from the caller where it is sent.",
    requests: () => [{ method: "POST", path: "/orders", as: "alice", body: { items: [{ productId: 2, quantity: 1, unitPriceCents: 1 }] } }],
    exploited: lastSays(201, '"totalCents":1,'),
    twin: ORDER_CUPS,
  },
  {
    id: "order-already-paid",
    title: "an order that says it is paid",
    owasp: "API3:2023",
    flaw: "`POST /orders` assigns `status` and `totalCents`, which are the shop's to set.",
    requests: () => [
      { method: "POST", path: "/orders", as: "alice", body: { items: [{ productId: 2, quantity: 1 }], status: "paid", totalCents: 0 } },
    ],
    exploited: lastSays(201, '"status":"paid"'),
    twin: ORDER_CUPS,
  },
];
