import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { arbitraryRecord, deniedRecord, recordWith } from "../../../test/support/exchange_record.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { eventHint, eventLine, eventTitle } from "./event_line.ts";

const STYLE = { columns: 130, colours: false };
const lineOf = (record: ExchangeRecord): string => eventLine({ kind: "exchange", run: 1, seq: 1, record }, STYLE);

test("a line says when, what became of it, the request, who, why and how long", () => {
  const line = lineOf(deniedRecord({ principal: "https://idp.example|alice", path: "/orders/7" }));
  assert.match(line, /^06:33:20\.000 {2}denied {5}401 {2}GET {6}\/orders\/7 +alice +authn: token\.absent/u);
  assert.match(line, / 1\.23 {2}[0-9a-f]{8}$/u);
});

test("a call of gRPC shows its own status, since that of HTTP is 200 whatever became of it", () => {
  assert.match(lineOf(deniedRecord({ status: 200, grpcStatus: 16 })), /^06:33:20\.000 {2}denied {5}g16 {2}GET/u);
});

test("what only observation let through is marked, whoever is anonymous is shown by address", () => {
  const finding = { code: "waf.sqli", place: "query:q", message: "", guard: "waf", mode: "observe", would: "deny" } as const;
  const line = lineOf(recordWith({ principal: null, findings: [finding] }));
  assert.match(line, /observed +200 .*192\.0\.2\.7 +waf: waf\.sqli query:q/u);
});

test("a line is as wide as the terminal and holds nothing a terminal obeys, whatever was sent", () => {
  const title = eventTitle(STYLE);
  assert.equal(title.length, STYLE.columns - "5d4e3f21".length + "EVENT".length);
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
  assert.ok(eventLine(entry, { columns: 159, colours: false }).endsWith(`  ${record.id.slice(-8)}`));
});

test("a terminal without room for all columns goes without the least important, and is told which", () => {
  const entry = { kind: "exchange", run: 1, seq: 1, record: deniedRecord({ path: "/orders/7" }) } as const;
  const titles: readonly (readonly [columns: number, titles: RegExp, missing: readonly string[]])[] = [
    [160, /METHOD +PATH +CALLER +WHY +MS {2}EVENT$/u, []],
    [120, /METHOD +PATH +CALLER +WHY +MS {2}EVENT$/u, []],
    [119, /METHOD +PATH +CALLER +WHY +EVENT$/u, ["MS"]],
    [110, /METHOD +PATH +CALLER +WHY +EVENT$/u, ["MS"]],
    [109, /METHOD +PATH +WHY +EVENT$/u, ["CALLER", "MS"]],
    [90, /METHOD +PATH +WHY +EVENT$/u, ["CALLER", "MS"]],
    [89, /METHOD +PATH +WHY$/u, ["CALLER", "MS", "EVENT"]],
    [53, /METHOD +PATH +WHY$/u, ["CALLER", "MS", "EVENT"]],
  ];
  for (const [columns, title, missing] of titles) {
    const style = { columns, colours: false };
    assert.match(eventTitle(style), title, String(columns));
    assert.equal(eventLine(entry, style).length, columns);
    const named = /^no room for ([A-Z, ]+):/u.exec(eventHint(style) ?? "")?.[1] ?? "";
    assert.deepEqual(named === "" ? [] : named.split(", "), missing, String(columns));
    assert.ok((eventHint(style) ?? "").length <= 80);
  }
});

test("from 80 columns on, PATH has 19 or more and WHY 24 or more", () => {
  for (let columns = 80; columns <= 240; columns++) {
    const title = eventTitle({ columns, colours: false });
    const place = (name: string): number => title.indexOf(name);
    const afterPath = columns < 110 ? place("WHY") : place("CALLER");
    const afterWhy = columns < 90 ? columns + 2 : columns < 120 ? place("EVENT") : place("MS") - 5;
    assert.ok(afterPath - place("PATH") - 2 >= 19, `PATH in ${columns}`);
    assert.ok(afterWhy - place("WHY") - 2 >= 24, `WHY in ${columns}: ${afterWhy - place("WHY") - 2}`);
  }
});

test("a terminal too narrow for the id shows it instead of the time where that is asked for", () => {
  const record = deniedRecord({});
  const style = { columns: 80, colours: false, ids: true };
  assert.match(eventTitle(style), /^VERDICT .* WHY +EVENT$/u);
  const line = eventLine({ kind: "exchange", run: 1, seq: 1, record }, style);
  assert.ok(line.startsWith("denied ") && line.endsWith(`  ${record.id.slice(-8)}`), line);
  assert.equal(line.length, 80);
  assert.match(eventTitle({ ...style, columns: 90 }), /^TIME .* EVENT$/u);
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
