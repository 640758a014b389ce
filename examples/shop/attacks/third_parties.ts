/** API10:2023 Unsafe Consumption of APIs. */
import { type Attack, type AttackRequest, lastSays, type Twin } from "./attack.ts";

const ask = (productId: number, supplier: string): AttackRequest => ({
  method: "GET",
  path: `/products/${productId}/availability?supplier=${supplier}`,
  as: "alice",
});
const ASK_ACME: Twin = { request: () => ask(1, "acme"), status: 200, says: '"stock":12' };

export const THIRD_PARTIES: readonly Attack[] = [
  {
    id: "supplier-redirects",
    title: "a supplier that redirects into the shop",
    owasp: "API10:2023",
    flaw: "The shop follows a supplier's redirect anywhere and passes on what it finds there.",
    requests: () => [ask(1, "globex")],
    exploited: lastSays(200, "not-a-real-key-from-the-metadata-service"),
    twin: ASK_ACME,
  },
  {
    id: "supplier-sets-price",
    title: "a supplier that sets our price",
    owasp: "API10:2023",
    flaw: "What a supplier answers is merged into the product, `priceCents` included.",
    requests: ({ way }) => {
      const productId = way === "straight" ? 6 : 2;
      return [ask(productId, "initech"), { method: "GET", path: `/products/${productId}` }];
    },
    exploited: lastSays(200, '"priceCents":1,'),
    twin: ASK_ACME,
  },
];
