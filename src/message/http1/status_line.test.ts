import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf } from "../../../test/support/http1_events.ts";
import { NEED_MORE, REFUSED } from "./field_scanner.ts";
import { DEFAULT_RESPONSE_LIMITS } from "./http1_limits.ts";
import { StatusLineScanner } from "./status_line.ts";

test("version and status are read from their fixed places, resumed byte by byte", () => {
  const scanner = new StatusLineScanner(DEFAULT_RESPONSE_LIMITS);
  const bytes = bytesOf("HTTP/1.0 418 I'm a teapot\r\nA");
  scanner.begin();
  for (let end = 1; end < 27; end += 1) assert.equal(scanner.scan(bytes, 0, end), NEED_MORE);
  assert.equal(scanner.scan(bytes, 0, 28), 27);
  assert.deepEqual([scanner.minor, scanner.status], [0, 418]);
});

test("a line over its limit is refused at the first byte beyond", () => {
  const scanner = new StatusLineScanner({ ...DEFAULT_RESPONSE_LIMITS, requestLineBytes: 17 });
  scanner.begin();
  assert.equal(scanner.scan(bytesOf("HTTP/1.1 200 OK\r\n"), 0, 17), 17);
  scanner.begin();
  assert.equal(scanner.scan(bytesOf("HTTP/1.1 200 OKAY\r\n"), 0, 19), REFUSED);
  assert.equal(scanner.code, "status_line_too_long");
});
