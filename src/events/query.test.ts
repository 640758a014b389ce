import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { arbitraryRecord, deniedRecord, recordWith } from "../../test/support/exchange_record.ts";
import {
  DEFAULT_EVENT_LIMIT,
  EVERY_EVENT,
  type EventFilter,
  isNarrow,
  MAX_EVENT_LIMIT,
  matchesFilter,
  needlesOf,
  parseCursor,
  parseEventQuery,
  parseFilterText,
  toCursorText,
} from "./query.ts";
import { linesOf, RecordLines } from "./record_lines.ts";

const NOW_MS = 1_000_000;
const parse = (query: string) => parseEventQuery(new URLSearchParams(query), NOW_MS);

test("each filter keeps what it names and drops the rest", () => {
  const rows: readonly (readonly [Partial<EventFilter>, kept: boolean])[] = [
    [{}, true],
    [{ denied: true }, true],
    [{ api: "shop" }, true],
    [{ api: "other" }, false],
    [{ operation: "listOrders" }, true],
    [{ operation: "list" }, false],
    [{ principal: "anonymous" }, true],
    [{ principal: "alice" }, false],
    [{ code: "unauthenticated" }, true],
    [{ code: "token.absent" }, true],
    [{ code: "token" }, false],
    [{ id: deniedRecord({}).id }, true],
    [{ id: "x" }, false],
    [{ sinceMs: deniedRecord({}).timeMs }, true],
    [{ sinceMs: deniedRecord({}).timeMs + 1 }, false],
    [{ denied: true, api: "other" }, false],
  ];
  for (const [change, kept] of rows)
    assert.equal(matchesFilter(deniedRecord({}), { ...EVERY_EVENT, ...change }), kept, JSON.stringify(change));
  assert.equal(rows.length, 16);
});

test("a principal is named with its issuer or by its subject alone, never by a part of it", () => {
  const by = (principal: string) => matchesFilter(recordWith({}), { ...EVERY_EVENT, principal });
  assert.deepEqual(["alice", "https://idp.example|alice", "lice", "https://idp.example", "anonymous"].map(by), [
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("what matches a filter contains all its needles, so that skipping by them loses nothing", () => {
  fc.assert(
    fc.property(arbitraryRecord, fc.boolean(), (record, bySubject) => {
      const principal =
        record.principal === null ? "anonymous" : bySubject ? record.principal.slice(record.principal.indexOf("|") + 1) : record.principal;
      const filter: EventFilter = {
        denied: record.outcome === "denied",
        api: record.api,
        operation: record.operation,
        principal,
        code: record.findings[0]?.code ?? record.code,
        id: record.id,
        sinceMs: record.timeMs,
      };
      assert.equal(matchesFilter(record, filter), true);
      const lines = new RecordLines(new ArrayBuffer(16));
      lines.add(record);
      const [line = ""] = linesOf(lines.take(new ArrayBuffer(16)).bytes);
      for (const needle of needlesOf(filter)) assert.ok(line.includes(needle), `${line} lacks ${needle}`);
    }),
    { numRuns: 200 },
  );
});

test("a query is read with its defaults, and `since` counts back from now", () => {
  assert.deepEqual(parse(""), { ok: true, filter: EVERY_EVENT, limit: DEFAULT_EVENT_LIMIT, before: null });
  assert.deepEqual(parse("denied&api=shop&since=10m&limit=5&before=7.3"), {
    ok: true,
    filter: { ...EVERY_EVENT, denied: true, api: "shop", sinceMs: 400_000 },
    limit: 5,
    before: "7.3",
  });
  assert.deepEqual(parse("since=5"), { ok: true, filter: { ...EVERY_EVENT, sinceMs: 5 }, limit: DEFAULT_EVENT_LIMIT, before: null });
});

test("what can't be asked for is refused, each with its own sentence", () => {
  const rows: readonly (readonly [string, RegExp])[] = [
    ["api=a&api=b", /`api` is given twice/u],
    ["api=", /`api` is empty/u],
    [`id=${"x".repeat(513)}`, /longer than/u],
    ["denied=yes", /`denied` is/u],
    ["since=yesterday", /`since` is a duration/u],
    ["limit=0", /from 1 to/u],
    [`limit=${MAX_EVENT_LIMIT + 1}`, /from 1 to/u],
    ["limit=-1", /from 1 to/u],
    ["before=1", /`next`/u],
    ["constructor=1", /can be asked for/u],
  ];
  for (const [query, message] of rows) {
    const parsed = parse(query);
    assert.match(parsed.ok ? "" : parsed.message, message, query);
  }
  assert.equal(rows.length, 10);
});

test("a cursor reads as it was written", () => {
  assert.deepEqual(parseCursor(toCursorText({ entry: 12, index: 0 })), { entry: 12, index: 0 });
  assert.deepEqual(
    ["", ".", "1", "1.", ".1", "1.x", "1e3.1", "-1.1"].map(parseCursor),
    Array.from({ length: 8 }, () => null),
  );
});

test("a filter by time alone is not narrow: operators' entries belong to it", () => {
  assert.deepEqual(
    [EVERY_EVENT, { ...EVERY_EVENT, sinceMs: 1 }, { ...EVERY_EVENT, denied: true }, { ...EVERY_EVENT, code: "x" }].map(isNarrow),
    [false, false, true, true],
  );
});

test("a filter in words means what the query means", () => {
  assert.deepEqual(parseFilterText(" denied  api=shop code=a.b ", NOW_MS), parse("denied&api=shop&code=a.b"));
  assert.equal(parseFilterText("shop", NOW_MS).ok, false);
});
