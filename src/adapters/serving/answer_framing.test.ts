import assert from "node:assert/strict";
import { test } from "node:test";
import { answerFraming } from "./answer_framing.ts";

const NONE = { kind: "none" } as const;
const CHUNKED = { kind: "chunked" } as const;
const CLOSE = { kind: "close" } as const;
const FIVE = { kind: "length", bytes: 5 } as const;

test("a length stays, an unknown one is chunks, or to a client of HTTP/1.0 the end of the connection; where nothing follows, what a GET would get is told", () => {
  const rows = [
    ["a length", 200, FIVE, FIVE, FIVE, FIVE],
    ["chunks", 200, CHUNKED, CHUNKED, CHUNKED, CLOSE],
    ["until the connection ends", 200, CLOSE, NONE, CHUNKED, CLOSE],
    ["HEAD of a length", 200, NONE, FIVE, FIVE, FIVE],
    ["HEAD of chunks", 200, NONE, CHUNKED, CHUNKED, NONE],
    ["HEAD of nothing declared", 200, NONE, NONE, NONE, NONE],
    ["304 of a length", 304, NONE, FIVE, FIVE, FIVE],
    // RFC 9110 section 8.6: no Content-Length in a 204.
    ["204", 204, NONE, { kind: "length", bytes: 0 }, NONE, NONE],
  ] as const;
  for (const [what, status, framing, declared, to11, to10] of rows) {
    assert.deepEqual(answerFraming({ status, framing, declared }, 1), to11, what);
    assert.deepEqual(answerFraming({ status, framing, declared }, 0), to10, what);
  }
  assert.equal(rows.length, 8);
});
