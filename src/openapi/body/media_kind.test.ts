import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMediaType } from "../../message/media_type.ts";
import { mediaKindOf } from "./media_kind.ts";

test("the kind follows from type, subtype and suffix", () => {
  const rows = [
    ["application/json", "json"],
    ["application/vnd.x+JSON; v=1", "json"],
    ["text/json", "json"],
    ["application/jsonl", "lines"],
    ["application/x-ndjson", "lines"],
    ["application/json-seq", "records"],
    ["application/geo+json-seq", "records"],
    ["application/x-www-form-urlencoded", "form"],
    ["multipart/form-data; boundary=x", "multipart"],
    ["multipart/mixed", "opaque"],
    ["text/xml", "xml"],
    ["application/soap+xml", "xml"],
    ["text/csv", "text"],
    ["image/svg+xml", "xml"],
    ["image/png", "opaque"],
    ["application/jsonx", "opaque"],
  ] as const;
  for (const [text, kind] of rows) assert.equal(mediaKindOf(parseMediaType(text) ?? assert.fail(text)), kind, text);
  assert.equal(rows.length, 16);
});
