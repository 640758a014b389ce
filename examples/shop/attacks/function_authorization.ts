/** API5:2023 Broken Function Level Authorization. */
import { type Attack, type AttackRequest, lastSays, type Twin } from "./attack.ts";

const setPrice = (as: "alice" | "admin", priceCents: number): AttackRequest => ({
  method: "PUT",
  path: "/admin/products/7/price",
  as,
  body: { priceCents },
});
const GET_PRODUCT: Twin = { request: () => ({ method: "GET", path: "/products/1" }), status: 200, says: '"teapot"' };

export const FUNCTION_AUTHORIZATION: readonly Attack[] = [
  {
    id: "list-customers",
    title: "alice lists all customers",
    owasp: "API5:2023",
    flaw: "`GET /admin/customers` asks who calls, never whether that is the administrator.",
    requests: () => [{ method: "GET", path: "/admin/customers", as: "alice" }],
    exploited: lastSays(200, "bob@shop.example"),
    twin: { request: () => ({ method: "GET", path: "/admin/customers", as: "admin" }), status: 200, says: "bob@shop.example" },
  },
  {
    id: "set-price",
    title: "alice changes a price",
    owasp: "API5:2023",
    flaw: "`PUT /admin/products/{productId}/price` asks for no role.",
    requests: () => [setPrice("alice", 1)],
    exploited: lastSays(200, '"priceCents":1,'),
    twin: { request: () => setPrice("admin", 300), status: 200, says: '"priceCents":300' },
  },
  {
    id: "undeclared-method",
    title: "anyone deletes a product",
    owasp: "API5:2023",
    flaw: "`DELETE /products/{productId}` is in the code and in no document, and asks nobody anything.",
    requests: ({ way }) => [{ method: "DELETE", path: way === "straight" ? "/products/8" : "/products/9" }],
    exploited: lastSays(200, '"deleted"'),
    twin: GET_PRODUCT,
  },
  {
    id: "method-override",
    title: "a GET that deletes",
    owasp: "API5:2023",
    flaw: "`X-HTTP-Method-Override` changes the method after everybody in front has looked at it.",
    requests: ({ way }) => [
      { method: "GET", path: way === "straight" ? "/products/10" : "/products/11", headers: { "x-http-method-override": "DELETE" } },
    ],
    exploited: lastSays(200, '"deleted"'),
    twin: GET_PRODUCT,
  },
];
