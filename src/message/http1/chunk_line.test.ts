import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf } from "../../../test/support/http1_events.ts";
import { ByteQueue } from "./byte_queue.ts";
import { ChunkLineScanner } from "./chunk_line.ts";
import { NEED_MORE, REFUSED } from "./field_scanner.ts";

test("a size is hexadecimal digits of either case up to its line end, and is consumed as it comes", () => {
  const scanner = new ChunkLineScanner(16);
  const queue = new ByteQueue();
  scanner.begin();
  for (const character of "1aF\r") {
    queue.push(bytesOf(character));
    assert.equal(scanner.scan(queue), NEED_MORE);
    assert.equal(queue.length, 0);
  }
  queue.push(bytesOf("\nrest"));
  assert.equal(scanner.scan(queue), 5);
  assert.equal(scanner.size, 0x1af);
  assert.equal(queue.length, 4);
});

test("each trick has its own reason", () => {
  const rows = [
    ["5;a", "chunk_extension"],
    ["\r\n", "chunk_size_malformed"],
    ["0x5", "chunk_size_malformed"],
    ["20000000000000", "chunk_size_malformed"],
    ["5\n", "bare_lf"],
    ["5\r5", "bare_cr"],
    ["00000000000000000", "chunk_line_too_long"],
  ] as const;
  for (const [line, code] of rows) {
    const scanner = new ChunkLineScanner(16);
    const queue = new ByteQueue();
    scanner.begin();
    queue.push(bytesOf(line));
    assert.equal(scanner.scan(queue), REFUSED, line);
    assert.equal(scanner.code, code, line);
  }
  assert.equal(rows.length, 7);
});
