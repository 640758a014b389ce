import assert from "node:assert/strict";
import { test } from "node:test";
import type { AdminRequest } from "../adapters/admin_server.ts";
import { type Admission, admitToAdmin, OPEN_PATHS } from "./door.ts";

const TOKEN = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
const RULES = { token: TOKEN, allowedHosts: ["admin.example"] };
const BEARER = { authorization: [`Bearer ${TOKEN}`] };

function ask(path: string, fields: Readonly<Record<string, readonly string[]>>, via: AdminRequest["via"] = "tcp"): string {
  const all: Readonly<Record<string, readonly string[]>> = { host: ["127.0.0.1:9090"], ...fields };
  const request: AdminRequest = {
    method: "GET",
    path,
    query: [],
    fields: (name) => all[name] ?? [],
    body: new Uint8Array(0),
    via,
    scheme: "http",
  };
  const admission: Admission = admitToAdmin(request, RULES);
  if (admission.kind === "refused") return `${admission.problem.status} ${admission.problem.code}`;
  return admission.kind === "operator" ? admission.by : "anonymous";
}

test("each rule of the door, with who passes it", () => {
  const rows: readonly (readonly [expected: string, ...Parameters<typeof ask>])[] = [
    ["token", "/v1/events", BEARER],
    ["token", "/v1/events", { authorization: [`bearer ${TOKEN}`] }],
    ["socket", "/v1/events", {}, "socket"],
    ["401 admin_token", "/v1/events", {}],
    ["401 admin_token", "/metrics", {}],
    ["401 admin_token", "/unknown", {}],
    ["401 admin_token", "/livez/", {}],
    ["401 admin_token", "//livez", {}],
    ["401 admin_token", "/metrics", { authorization: [TOKEN] }],
    ["401 admin_token", "/metrics", { authorization: [`Basic ${TOKEN}`] }],
    ["401 admin_token", "/metrics", { authorization: ["Bearer "] }],
    ["401 admin_token", "/metrics", { authorization: [`Bearer ${TOKEN.slice(1)}`] }],
    ["401 admin_token", "/metrics", { authorization: [`Bearer ${TOKEN}x`] }],
    ["401 admin_token", "/metrics", { authorization: [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`] }],
    ["token", "/metrics", { ...BEARER, host: ["localhost"] }],
    ["token", "/metrics", { ...BEARER, host: ["[::1]:9090"] }],
    ["token", "/metrics", { ...BEARER, host: ["Admin.Example:443"] }],
    ["421 admin_host", "/metrics", { ...BEARER, host: ["evil.example"] }],
    ["421 admin_host", "/metrics", { ...BEARER, host: ["localhost.evil.example"] }],
    ["421 admin_host", "/metrics", { ...BEARER, host: [] }],
    ["421 admin_host", "/metrics", { ...BEARER, host: ["localhost", "localhost"] }],
    ["421 admin_host", "/metrics", { host: ["evil.example"] }, "socket"],
    ["token", "/v1/mode", { ...BEARER, origin: ["http://127.0.0.1:9090"] }],
    ["403 admin_origin", "/v1/mode", { ...BEARER, origin: ["https://evil.example"] }],
    ["403 admin_origin", "/v1/mode", { ...BEARER, origin: ["null"] }],
    ["403 admin_origin", "/v1/mode", { ...BEARER, origin: ["https://127.0.0.1:9090"] }],
    ["403 admin_origin", "/v1/mode", { ...BEARER, origin: ["http://127.0.0.1:3000"] }],
    ["403 admin_origin", "/v1/mode", { origin: ["https://evil.example"] }, "socket"],
    ["403 admin_origin", "/v1/mode", { ...BEARER, "sec-fetch-site": ["cross-site"] }],
    ["token", "/v1/mode", { ...BEARER, "sec-fetch-site": ["same-origin"] }],
    ["anonymous", "/livez", {}],
    ["anonymous", "/readyz", { host: ["10.0.0.7"], authorization: ["Bearer wrong"] }],
    ["anonymous", "/readyz", { ...BEARER, host: ["evil.example"] }],
    ["token", "/readyz", BEARER],
  ];
  for (const [expected, path, fields, via] of rows) assert.equal(ask(path, fields, via), expected, `${path} ${JSON.stringify(fields)}`);
  assert.equal(rows.length, 34);
});

test("two paths are open, no more", () => {
  assert.deepEqual([...OPEN_PATHS], ["/livez", "/readyz"]);
});
