import assert from "node:assert/strict";
import { test } from "node:test";
import { decodePathPiece, decodeQueryPiece, keepPiece, trimPiece } from "./text_codec.ts";

test("each place has its own decoding", () => {
  const raw = " a+%20 ";
  assert.deepEqual([decodePathPiece("a+%20"), decodeQueryPiece("a+%20"), trimPiece(raw), keepPiece(raw)], ["a+ ", "a  ", "a+%20", raw]);
  assert.deepEqual([decodePathPiece("%"), decodeQueryPiece("%ff"), decodeQueryPiece("a b")], [null, null, null]);
  assert.equal(trimPiece("\t a\t"), "a");
});
