import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf } from "../../../test/support/http1_events.ts";
import { NEED_MORE, REFUSED } from "./field_scanner.ts";
import { DEFAULT_REQUEST_LIMITS } from "./http1_limits.ts";
import { RequestLineScanner } from "./request_line.ts";

test("the line is taken apart at its two spaces, resumed byte by byte", () => {
  const scanner = new RequestLineScanner(DEFAULT_REQUEST_LIMITS);
  const bytes = bytesOf("PATCH /a HTTP/1.0\r\nHost");
  scanner.begin();
  assert.equal(scanner.untouched, true);
  for (let end = 1; end < 19; end += 1) assert.equal(scanner.scan(bytes, 0, end), NEED_MORE);
  assert.equal(scanner.untouched, false);
  assert.equal(scanner.scan(bytes, 0, 20), 19);
  assert.deepEqual([scanner.methodEnd, scanner.targetEnd, scanner.minor], [5, 8, 0]);
});

test("a limit refuses the first byte beyond it", () => {
  const scanner = new RequestLineScanner({ ...DEFAULT_REQUEST_LIMITS, requestLineBytes: 20, methodBytes: 3 });
  const scan = (text: string): number => {
    scanner.begin();
    return scanner.scan(bytesOf(text), 0, text.length);
  };
  assert.equal(scan("GET /aaaa HTTP/1.1\r\n"), 20);
  assert.equal(scan("GET /aaaaa HTTP/1.1\r\n"), REFUSED);
  assert.equal(scanner.code, "request_line_too_long");
  assert.equal(scan("GETT"), REFUSED);
  assert.equal(scanner.code, "method_too_long");
});

test("a query has what browsers do not encode in it, a path has not", () => {
  const rows: readonly (readonly [target: string, code: string | null])[] = [
    ["/a?b={c}|^`?&d", null],
    ["/a?", null],
    ["?", null],
    ["/a|b?c", "target_malformed"],
    ['/a?"', "target_malformed"],
    ["/a?b#c", "target_malformed"],
  ];
  const scanner = new RequestLineScanner(DEFAULT_REQUEST_LIMITS);
  for (const [target, code] of rows) {
    scanner.begin();
    const text = `GET ${target} HTTP/1.1\r\n`;
    const bytes = bytesOf(text);
    let behind: number = NEED_MORE;
    for (let end = 1; end <= text.length && behind === NEED_MORE; end += 1) behind = scanner.scan(bytes, 0, end);
    if (code === null) assert.deepEqual([behind, scanner.targetEnd], [text.length, 4 + target.length], target);
    else assert.deepEqual([behind, scanner.code], [REFUSED, code], target);
  }
  assert.equal(rows.length, 6);
});
