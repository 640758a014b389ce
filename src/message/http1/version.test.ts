import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf } from "../../../test/support/http1_events.ts";
import { minorVersionAt, VERSION_BYTES } from "./version.ts";

test("only HTTP/1.1 and HTTP/1.0 have a minor version here", () => {
  const rows = [
    ["HTTP/1.1", 1],
    ["HTTP/1.0", 0],
    ["HTTP/1.2", "version_unsupported"],
    ["HTTP/2.0", "version_unsupported"],
    ["HTTP/0.9", "version_unsupported"],
    ["http/1.1", "version_malformed"],
    ["HTTP/1,1", "version_malformed"],
    ["HTTP/1.a", "version_malformed"],
    ["HTTP 1.1", "version_malformed"],
  ] as const;
  for (const [text, expected] of rows) {
    assert.equal(text.length, VERSION_BYTES);
    assert.equal(minorVersionAt(bytesOf(text), 0), expected, text);
  }
  assert.equal(rows.length, 9);
});
