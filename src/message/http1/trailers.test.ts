import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../headers.ts";
import { forbiddenTrailerIndex, isForbiddenTrailer } from "./trailers.ts";

test("fields of framing, routing, authentication, control and content meaning are no trailers", () => {
  const names =
    "transfer-encoding content-length host authorization cookie set-cookie content-type content-encoding content-range te trailer connection upgrade expect range if-match cache-control max-forwards x-forwarded-for x_forwarded_for forwarded sec-websocket-key".split(
      " ",
    );
  for (const name of names) assert.equal(isForbiddenTrailer(name), true, name);
  assert.equal(names.length, 22);
});

test("digests, checksums and timings are what trailers are for", () => {
  for (const name of ["content-digest", "server-timing", "x-checksum", "grpc-status", "etag"])
    assert.equal(isForbiddenTrailer(name), false, name);
});

test("the first forbidden field is found by its place", () => {
  assert.equal(
    forbiddenTrailerIndex(
      fieldsOf([
        ["x-a", "1"],
        ["Host", "b"],
      ]),
    ),
    1,
  );
  assert.equal(forbiddenTrailerIndex(fieldsOf([["x-a", "1"]])), -1);
});
