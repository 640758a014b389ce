import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../headers.ts";
import { DEFAULT_RESPONSE_LIMITS } from "./http1_limits.ts";
import { readResponseFraming } from "./response_framing.ts";

const LENGTH = ["content-length", "5"] as const;
const CHUNKED = ["transfer-encoding", "chunked"] as const;
type Pairs = readonly (readonly [string, string])[];

/** RFC 9112 section 6.3, clause by clause. */
const ROWS: readonly (readonly [method: string, status: number, pairs: Pairs, body: string])[] = [
  ["HEAD", 200, [LENGTH], "none"],
  ["HEAD", 200, [CHUNKED], "none"],
  ["HEAD", 404, [], "none"],
  ["GET", 103, [], "none"],
  ["GET", 204, [], "none"],
  ["GET", 304, [LENGTH], "none"],
  ["GET", 304, [CHUNKED], "none"],
  ["GET", 200, [CHUNKED], "chunked"],
  ["GET", 200, [LENGTH], "length"],
  ["GET", 205, [["content-length", "0"]], "length"],
  ["GET", 200, [], "close"],
  ["GET", 204, [LENGTH], "framing_forbidden"],
  ["GET", 204, [CHUNKED], "framing_forbidden"],
  ["GET", 200, [LENGTH, CHUNKED], "length_and_chunked"],
];

test("how a response is framed follows from method, status and fields", () => {
  for (const [method, status, pairs, body] of ROWS) {
    const outcome = readResponseFraming(fieldsOf(pairs), status, 1, method, DEFAULT_RESPONSE_LIMITS);
    assert.equal(outcome.kind === "framing" ? outcome.body.kind : outcome.code, body, `${method} ${status} ${pairs.join()}`);
  }
  assert.equal(ROWS.length, 14);
});

test("a connection is used again only after HTTP/1.1 content with an end of its own and no close", () => {
  const keeps = (minor: 0 | 1, pairs: Pairs): boolean => {
    const outcome = readResponseFraming(fieldsOf(pairs), 200, minor, "GET", DEFAULT_RESPONSE_LIMITS);
    return outcome.kind === "framing" && outcome.keepAlive;
  };
  assert.deepEqual(
    [keeps(1, [LENGTH]), keeps(0, [LENGTH]), keeps(1, []), keeps(1, [LENGTH, ["connection", "close"]])],
    [true, false, false, false],
  );
});
