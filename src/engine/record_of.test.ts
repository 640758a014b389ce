import assert from "node:assert/strict";
import { test } from "node:test";
import { testConnection } from "../../test/support/connection.ts";
import { generationOf, liveExchange, runOf, TARGET, TRAFFIC } from "../../test/support/plans.ts";
import type { ConnectionTls } from "../kernel/connection.ts";
import { problem } from "../kernel/problem.ts";
import type { ExchangeRecord, Outcome } from "../kernel/record.ts";
import { MAX_FINDINGS } from "../kernel/trail.ts";
import { recordOf } from "./record_of.ts";

test("every outcome says who ended it, and times have two digits", () => {
  const table: readonly (readonly [Outcome, by: string | null, phase: string | null, code: string | null])[] = [
    [{ kind: "forwarded", status: 200 }, null, null, null],
    [{ kind: "answered", by: "cors", status: 204 }, "cors", null, null],
    [{ kind: "denied", by: "limits", phase: "identity", problem: problem(429, "rate_limited", "t") }, "limits", "identity", "rate_limited"],
    [{ kind: "failed", problem: problem(502, "upstream_reset", "t"), cause: null }, "gateway", null, "upstream_reset"],
    [{ kind: "abandoned" }, null, null, null],
  ];
  for (const [outcome, by, phase, code] of table) {
    const record = recordOf(
      runOf(generationOf([]), liveExchange({ path: "/a" })),
      outcome,
      { ...TRAFFIC, upstreamMs: 1.234 },
      12.3456,
      3.3333,
    );
    assert.deepEqual([record.outcome, record.by, record.phase, record.code], [outcome.kind, by, phase, code]);
    assert.deepEqual([record.durationMs, record.gatewayMs, record.upstreamMs], [12.35, 3.33, 1.23]);
    assert.equal(record.traceId, "0af7651916cd43dd8448eb211c80319c");
  }
  assert.equal(table.length, 5);
});

test("it names the target that was asked last, by the address where one of its name's was chosen", () => {
  const rows = [
    [null, null],
    [TARGET, "127.0.0.1:3000"],
    [{ ...TARGET, authority: "api.example", address: "192.0.2.1", port: 443 }, "192.0.2.1:443"],
    [{ ...TARGET, authority: "api.example", address: "2001:db8::1", port: 8443 }, "[2001:db8::1]:8443"],
  ] as const;
  for (const [upstream, text] of rows) {
    const run = runOf(generationOf([]), liveExchange({ path: "/a" }));
    assert.equal(recordOf(run, { kind: "forwarded", status: 200 }, { ...TRAFFIC, upstream }, 1, 1).upstream, text);
  }
  assert.equal(rows.length, 4);
});

test("the fingerprint of the client's TLS is kept, null where there is no TLS", () => {
  const ja4 = "t13d1516h2_8daaf6152771_b186095e22b6";
  const recorded = (tls: ConnectionTls | null): string | null =>
    recordOf(runOf(generationOf([]), liveExchange({ path: "/a", ...(tls === null ? {} : { tls }) })), { kind: "abandoned" }, TRAFFIC, 1, 1)
      .ja4;
  assert.deepEqual([recorded(null), recorded(testConnection()), recorded(testConnection({ ja4 }))], [null, null, ja4]);
});

test("of the query only the names are kept", () => {
  const record = recordOf(
    runOf(generationOf([]), liveExchange({ path: "/a", query: "token=secret" })),
    { kind: "abandoned" },
    TRAFFIC,
    1,
    1,
  );
  assert.equal(record.path, "/a?token=***");
});

test("a record says how many findings it does not have", () => {
  const exchange = liveExchange({ path: "/a" });
  const finding = { code: "schema.type", place: "body", message: "must be text" };
  exchange.trail.note(
    "openapi_request",
    "enforce",
    Array.from({ length: MAX_FINDINGS }, () => finding),
    null,
  );
  const record = (): ExchangeRecord => recordOf(runOf(generationOf([]), exchange), { kind: "abandoned" }, TRAFFIC, 1, 1);
  assert.equal(record().findings.length, MAX_FINDINGS);
  exchange.trail.note("openapi_request", "enforce", [finding, finding], null);
  assert.equal(record().findings.length, MAX_FINDINGS + 1);
  assert.deepEqual(record().findings.at(-1), {
    code: "gateway.findings_dropped",
    place: "",
    message: "2 further findings were not kept",
    guard: "gateway",
    mode: "enforce",
  });
});
