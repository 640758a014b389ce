import assert from "node:assert/strict";
import { test } from "node:test";
import { isEventStream } from "./event_stream.ts";
import { fieldsOf } from "./headers.ts";

test("an event stream is a 200 of that media type, whatever its parameters", () => {
  const rows: readonly (readonly [status: number, type: string | null, expected: boolean])[] = [
    [200, "text/event-stream", true],
    [200, "Text/Event-Stream; charset=utf-8", true],
    [200, "text/plain", false],
    [200, "text/event-stream-like", false],
    [200, null, false],
    [204, "text/event-stream", false],
    [500, "text/event-stream", false],
  ];
  for (const [status, type, expected] of rows)
    assert.equal(isEventStream(status, fieldsOf(type === null ? [] : [["content-type", type]])), expected, `${status} ${type}`);
  assert.equal(rows.length, 7);
});
