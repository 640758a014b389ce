/** A guard that a user wrote can break in many ways; each ends its exchange, none ends the gateway. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestGateway } from "../support/gateway.ts";
import { answering, startRawUpstream } from "../support/raw_upstream.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const source = (path: string): string => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);

const GUARD = `import { defineGuard } from ${source("guards/define_guard.ts")};
import { answer, PASS } from ${source("kernel/verdict.ts")};
import { z } from ${JSON.stringify(import.meta.resolve("zod"))};

const ways = {
  "/throws": () => { throw new Error("boom"); },
  "/rejects": () => Promise.reject(new Error("boom")),
  "/nothing": () => undefined,
  "/field": ({ effects }) => { effects.setResponseHeader("x-a", "a\\r\\nb"); return PASS; },
  "/answer": () => answer({ status: 200, headers: [["x-a", "a\\r\\nb"]], body: null }),
  "/ending": ({ effects }) => { effects.onEnd(() => { throw new Error("boom"); }); return PASS; },
};

export const guard = defineGuard({
  name: "mine",
  phase: "route",
  summary: "breaks as it is told",
  options: z.strictObject({}).prefault({}),
  always: true,
  compile: () => ({ kind: "check", check: (exchange) => (exchange.path.raw in ways ? ways[exchange.path.raw](exchange) : PASS) }),
});
`;

test("a guard that breaks refuses its exchange, and the gateway goes on", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering(OK)), (started) => started.close());
  const options = { upstream: upstream.base, api: { public: true }, config: { guards: ["./mine.ts"] }, files: { "mine.ts": GUARD } };
  const gateway = stack.adopt(await startTestGateway(options), (started) => started.close());
  const rows: readonly (readonly [path: string, status: number, outcome: string, code: string | null])[] = [
    ["/throws", 500, "denied", "guard_failed"],
    ["/rejects", 500, "denied", "guard_failed"],
    ["/nothing", 500, "denied", "guard_failed"],
    ["/field", 500, "denied", "guard_failed"],
    ["/answer", 500, "failed", "internal"],
    ["/ending", 200, "forwarded", null],
    ["/fine", 200, "forwarded", null],
  ];
  for (const [path, status, outcome, code] of rows) {
    assert.equal((await fetch(`${gateway.base}${path}`)).status, status, path);
    const record = await gateway.record((one) => one.path === path);
    assert.deepEqual([record.outcome, record.code], [outcome, code], path);
  }
  assert.equal(rows.length, 7);
});

test("`on_error: pass` lets an exchange go on when the guard breaks, and the record says what broke", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering(OK)), (started) => started.close());
  const api = { public: true, on_error: { mine: "pass" } };
  const options = { upstream: upstream.base, api, config: { guards: ["./mine.ts"] }, files: { "mine.ts": GUARD } };
  const gateway = stack.adopt(await startTestGateway(options), (started) => started.close());
  assert.equal((await fetch(`${gateway.base}/throws`)).status, 200);
  const record = await gateway.record();
  assert.deepEqual(
    record.findings.map(({ code, guard }) => [code, guard]),
    [["guard.failed", "mine"]],
  );
});
