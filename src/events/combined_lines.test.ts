import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { arbitraryRecord, deniedRecord, recordWith } from "../../test/support/exchange_record.ts";
import { type CombinedFields, parseCombined } from "../../test/support/combined_log.ts";
import type { HeaderFields } from "../kernel/exchange.ts";
import { fieldsOf, NO_FIELDS } from "../message/headers.ts";
import { MAX_VALUE } from "./access_text.ts";
import { type AccessDetails, CombinedLines, combinedLine } from "./combined_lines.ts";
import { maskField, maskReferer } from "./mask.ts";
import { linesOf } from "./record_lines.ts";

const PLAIN: AccessDetails = { protocol: "1.1", contentBytes: 2_326 };
// 10 October 2000, 13:55:36 -0700: the time of the example in Apache's documentation of its logs.
const EXAMPLE_MS = Date.UTC(2000, 9, 10, 20, 55, 36);

test("a line is that of Apache's documentation, its time in UTC", () => {
  const record = recordWith({
    client: "127.0.0.1",
    principal: "frank",
    timeMs: EXAMPLE_MS,
    method: "GET",
    path: "/apache_pb.gif",
    status: 200,
  });
  const headers = fieldsOf([
    ["referer", "http://www.example.com/start.html"],
    ["user-agent", "Mozilla/4.08 [en] (Win98; I ;Nav)"],
  ]);
  assert.equal(
    combinedLine(record, headers, { ...PLAIN, protocol: "1.0" }),
    '127.0.0.1 - frank [10/Oct/2000:20:55:36 +0000] "GET /apache_pb.gif HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)"\n',
  );
});

test("what is not there is a hyphen: a caller's name, an answer, content, headers, a request that could not be read", () => {
  const nothing = { principal: null, timeMs: EXAMPLE_MS, client: "2001:db8::1" };
  assert.equal(
    combinedLine(deniedRecord({ ...nothing, method: "", path: "", status: 400 }), NO_FIELDS, { protocol: "1.1", contentBytes: 0 }),
    '2001:db8::1 - - [10/Oct/2000:20:55:36 +0000] "-" 400 - "-" "-"\n',
  );
  const abandoned = recordWith({ ...nothing, outcome: "abandoned", method: "GET", path: "/a?b=***", status: 0 });
  assert.match(combinedLine(abandoned, NO_FIELDS, { protocol: "2", contentBytes: 0 }), / "GET \/a\?b=\*\*\* HTTP\/2\.0" - - "-" "-"\n$/u);
});

test("what a caller wrote can't end its field or its line", () => {
  const forged = [
    ['a" 200 1 "-" "x', String.raw`"a\" 200 1 \"-\" \"x"`],
    ["a\\", String.raw`"a\\"`],
    ["-", String.raw`"\x2d"`],
    ["caf\u00e9\u0085\u00a0", String.raw`"caf\xe9\x85\xa0"`],
    ["tab\there", String.raw`"tab\x09here"`],
    ["", '""'],
  ] as const;
  for (const [value, written] of forged)
    assert.ok(combinedLine(recordWith({}), fieldsOf([["user-agent", value]]), PLAIN).endsWith(` ${written}\n`), written);
  assert.equal(forged.length, 6);
  const name = combinedLine(recordWith({ principal: 'a b\n- [\u2028]"' }), NO_FIELDS, PLAIN);
  assert.ok(name.includes(String.raw` - a\x20b\x0a-\x20[\xe2\x80\xa8]\" [`), name);
});

test("secrets stay out: of a referer only the names of its query, no credentials, no fragment; no token as a name of a client", () => {
  const headers = fieldsOf([
    ["referer", "https://alice:pw@app.example/a?code=s3cret&x=1#access_token=s3cret"],
    ["user-agent", "eyJhbGciOiJub25lIn0.e30."],
  ]);
  const line = combinedLine(recordWith({}), headers, PLAIN);
  assert.ok(line.endsWith(' "https://***@app.example/a?code=***&x=***" "***"\n'), line);
});

test("a value is cut off at its bound", () => {
  const line = combinedLine(recordWith({}), fieldsOf([["user-agent", "x".repeat(10_000)]]), PLAIN);
  assert.equal(parseCombined(line.trimEnd()).userAgent?.length, MAX_VALUE);
});

const headerText = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((code) => code !== 0x7f)
    .map((code) => String.fromCharCode(code)),
});
const nasty = fc.string({ unit: fc.constantFrom('"', "\\", " ", "-", "[", "]", "é", "x", "n", "0"), maxLength: 12 });
const value = fc.option(
  fc.oneof(headerText, nasty).map((text) => text.trim()),
  { nil: null },
);

const bytesOf = (text: string): string =>
  Array.from({ length: text.length }, (_unused, at) => text.charCodeAt(at)).some((code) => code > 0xff)
    ? Buffer.from(text).toString("latin1")
    : text;
const cut = (text: string): string => bytesOf(text.slice(0, MAX_VALUE));

test("any record and any headers: a strict parser finds in the line exactly what was written", () => {
  fc.assert(
    fc.property(
      arbitraryRecord,
      value,
      value,
      fc.constantFrom("1.0", "1.1", "2"),
      fc.nat(),
      (record, referer, agent, protocol, contentBytes) => {
        const headers: HeaderFields = fieldsOf([
          ...(referer === null ? [] : [["referer", referer] as const]),
          ...(agent === null ? [] : [["user-agent", agent] as const]),
        ]);
        const line = combinedLine(record, headers, { protocol, contentBytes });
        assert.match(line, /^[ -~]+\n$/u);
        const expected: CombinedFields = {
          client: record.client === "" ? null : cut(record.client),
          user: record.principal === null || record.principal === "" ? null : cut(record.principal),
          timeMs: Math.floor(record.timeMs / 1_000) * 1_000,
          request:
            record.method === ""
              ? null
              : {
                  method: cut(record.method),
                  target: record.path === "" ? null : cut(record.path),
                  protocol: protocol === "2" ? "HTTP/2.0" : `HTTP/${protocol}`,
                },
          status: record.status === 0 ? null : record.status,
          bytes: contentBytes === 0 ? null : contentBytes,
          referer: referer === null ? null : cut(maskReferer(referer)),
          userAgent: agent === null ? null : cut(maskField("user-agent", agent)),
        };
        assert.deepEqual(parseCombined(line.slice(0, -1)), expected);
      },
    ),
  );
});

test("lines are taken in batches, each with its line break", () => {
  const lines = new CombinedLines(new ArrayBuffer(0));
  lines.add(recordWith({ timeMs: 5 }), NO_FIELDS, PLAIN);
  lines.add(recordWith({ timeMs: 3 }), NO_FIELDS, PLAIN);
  const batch = lines.take(new ArrayBuffer(0));
  assert.deepEqual([batch.count, batch.fromMs, batch.toMs, linesOf(batch.bytes).length, lines.count], [2, 3, 5, 2, 0]);
});
