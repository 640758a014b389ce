import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOf, compiled, issuesOf, SHOP_SCOPE } from "../../../test/support/compile_guard.ts";
import { exchange, operation } from "../../../test/support/exchange.ts";
import { guardServices } from "../../../test/support/guard_services.ts";
import { isWebSocket } from "./declared.ts";
import { websocket } from "./websocket.ts";

const LIVE = {
  ...SHOP_SCOPE,
  operation: { ...operation(), documented: true, method: "GET", extensions: { "x-portcullis-websocket": true } },
};
const UPGRADE = ["upgrade", "websocket"] as const;

test("a page of the gateway's own origin, or of one that is listed, may connect, and so may who names none", async () => {
  const rows: readonly (readonly [options: unknown, origin: readonly string[], code: string | null])[] = [
    [true, [], null],
    [true, ["http://api.test"], null],
    [true, ["https://api.test"], "websocket.origin"],
    [true, ["http://api.test:8080"], "websocket.origin"],
    [true, ["http://api.test.evil.example"], "websocket.origin"],
    [true, ["null"], "websocket.origin"],
    [true, ["http://api.test", "http://api.test"], "websocket.origin"],
    [{ origins: ["https://app.example"] }, ["https://app.example"], null],
    [{ origins: ["https://app.example"] }, ["http://api.test"], null],
    [{ origins: ["https://app.example"] }, ["https://app.example.evil.test"], "websocket.origin"],
    [{ origins: ["https://*.app.example"] }, ["https://a.app.example"], null],
    [{ origins: ["*"] }, ["https://anything.example"], null],
    [{ missing_origin: "refuse" }, [], "websocket.origin_missing"],
    [{ missing_origin: "refuse" }, ["http://api.test"], null],
  ];
  for (const [options, origins, code] of rows) {
    const check = await checkOf(websocket, options, guardServices(), LIVE);
    const headers = [UPGRADE, ...origins.map((origin) => ["origin", origin] as const)];
    const verdict = await check(exchange({ headers, scheme: "http", host: "api.test" }));
    const found = verdict.kind === "deny" ? verdict.findings[0]?.code : null;
    assert.equal(found, code, JSON.stringify([options, origins]));
  }
  assert.equal(rows.length, 14);
});

test("a request that asks for no upgrade is none of its business", async () => {
  const check = await checkOf(websocket, true, guardServices(), LIVE);
  assert.equal((await check(exchange({ headers: [["origin", "https://evil.example"]], host: "api.test" }))).kind, "pass");
});

test("it guards the operations that open a WebSocket, and no others", async () => {
  const plain = { ...operation(), documented: true };
  assert.equal((await compiled(websocket, true, guardServices(), { ...SHOP_SCOPE, operation: plain })).kind, "none");
  assert.equal(isWebSocket(plain, "api"), false);
  assert.equal(isWebSocket(plain, "operation"), true);
  assert.equal(isWebSocket({ ...plain, extensions: { "x-portcullis-websocket": false } }, "api"), false);
  assert.equal(isWebSocket({ ...plain, documented: false }, "api"), true);
});

test("options that can't be meant are said with their place", async () => {
  const rows: readonly (readonly [options: unknown, path: string])[] = [
    [{ origins: ["app.example"] }, "origins/0"],
    [{ origins: ["*", "https://app.example"] }, "origins"],
    [{ client: { burst: 3 } }, "client/burst"],
    [{ server: { burst: 3 } }, "server/burst"],
    [{ client: { rate: "often" } }, "client/rate"],
    [{ client: { max_message: "0" } }, "client/max_message"],
    [{ idle_timeout: "0s" }, "idle_timeout"],
    [{ lifetime: "for ever" }, "lifetime"],
    [{ client: { types: [] } }, "client/types"],
    [{ clients: {} }, ""],
  ];
  for (const [options, path] of rows) {
    const issues = await issuesOf(websocket, options, LIVE);
    assert.ok(
      issues.some((issue) => issue.path.join("/") === path),
      JSON.stringify([options, issues]),
    );
  }
  assert.equal(rows.length, 10);
  const post = { ...LIVE, operation: { ...LIVE.operation, method: "POST" } };
  assert.match((await issuesOf(websocket, true, post))[0]?.message ?? "", /opened by GET/u);
});
