import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { arbitraryRecord, deniedRecord, recordWith } from "../../../test/support/exchange_record.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { eventHint, eventLine, eventTitle } from "./event_line.ts";

const STYLE = { columns: 120, colours: false };
const lineOf = (record: ExchangeRecord): string => eventLine({ kind: "exchange", run: 1, seq: 1, record }, STYLE);

test("a line says when, what became of it, the request, who, why and how long", () => {
  const line = lineOf(deniedRecord({ principal: "https://idp.example|alice", path: "/orders/7" }));
  assert.match(line, /^06:33:20\.000 {2}denied {5}401 {2}GET {6}\/orders\/7 +alice +authn: token\.absent/u);
  assert.match(line, /1\.23$/u);
});

test("what only observation let through is marked, whoever is anonymous is shown by address", () => {
  const finding = { code: "waf.sqli", place: "query:q", message: "", guard: "waf", mode: "observe", would: "deny" } as const;
  const line = lineOf(recordWith({ principal: null, findings: [finding] }));
  assert.match(line, /observed +200 .*192\.0\.2\.7 +waf: waf\.sqli query:q/u);
});

test("a line is as wide as the terminal and holds nothing a terminal obeys, whatever was sent", () => {
  const title = eventTitle(STYLE);
  assert.equal(title.length, STYLE.columns);
  fc.assert(
    fc.property(arbitraryRecord, fc.constantFrom("\u001b[2J", "\u202e", "\r\n", "\u0007", "x".repeat(500)), (record, evil) => {
      const line = lineOf({ ...record, durationMs: 1, method: `M${evil}`, path: `/${evil}`, principal: `i|${evil}`, by: evil });
      assert.equal(line.length, STYLE.columns);
      assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 50 },
  );
});

test("where there is room the line ends with the event's id, which `explain` takes", () => {
  const record = deniedRecord({});
  const entry = { kind: "exchange", run: 1, seq: 1, record } as const;
  for (const columns of [160, 200, Number.POSITIVE_INFINITY]) {
    assert.match(eventTitle({ columns, colours: false }), / MS {2}EVENT$/u);
    const line = eventLine(entry, { columns, colours: false });
    assert.ok(line.endsWith(`  ${record.id}`), String(columns));
    assert.ok(line.length <= columns, String(columns));
  }
  assert.ok(!eventLine(entry, { columns: 159, colours: false }).includes(record.id));
});

test("a terminal without room for all columns goes without the least important, and is told which", () => {
  const entry = { kind: "exchange", run: 1, seq: 1, record: deniedRecord({ path: "/orders/7" }) } as const;
  const titles: readonly (readonly [columns: number, titles: RegExp, missing: readonly string[]])[] = [
    [160, /METHOD +PATH +CALLER +WHY +MS {2}EVENT$/u, []],
    [159, /METHOD +PATH +CALLER +WHY +MS$/u, ["EVENT"]],
    [78, /METHOD +PATH +CALLER +WHY +MS$/u, ["EVENT"]],
    [77, /METHOD +PATH +CALLER +WHY$/u, ["MS", "EVENT"]],
    [66, /METHOD +PATH +WHY$/u, ["CALLER", "MS", "EVENT"]],
    [57, /METHOD +PATH +WHY$/u, ["CALLER", "MS", "EVENT"]],
  ];
  for (const [columns, title, missing] of titles) {
    const style = { columns, colours: false };
    assert.match(eventTitle(style), title, String(columns));
    assert.equal(eventLine(entry, style).length, columns);
    assert.deepEqual([...(eventHint(style) ?? "").matchAll(/[A-Z]{2,}/gu)].map(String), missing, String(columns));
  }
  assert.match(eventHint({ columns: 159, colours: false }) ?? "", /EVENT \(from 160 columns on\); `--output json` has everything$/u);
});

test("losses, operators' entries and unreadable records have a line of their own", () => {
  assert.equal(
    eventLine({ kind: "lost", run: 1, timeMs: 1, firstSeq: 2, lastSeq: 3, reason: "queue_full" }, STYLE),
    "--- 2 records lost between #1 and #4 (queue full)",
  );
  const event = { timeMs: 0, action: "mode.set", by: "token", detail: { guard: "waf", mode: "observe" } };
  assert.equal(eventLine({ kind: "audit", run: 1, event }, STYLE), "00:00:00.000  mode.set by token guard=waf mode=observe");
  assert.match(eventLine({ kind: "unreadable", run: 1, firstSeq: 5, lastSeq: 5 }, STYLE), /#5/u);
});
