import assert from "node:assert/strict";
import { test } from "node:test";
import { pairsOf } from "../../../test/support/http1_events.ts";
import { Fields } from "../headers.ts";
import { DEFAULT_RESPONSE_LIMITS } from "../http1/http1_limits.ts";
import { readAnswerFields, readHttp2Answer } from "./answer_head.ts";

const LIMITS = { ...DEFAULT_RESPONSE_LIMITS, fieldCount: 2, fieldBytes: 30, headBytes: 50 };

function reading(raw: readonly string[], endsStream: boolean = false, method: string = "GET"): string {
  const read = readHttp2Answer(raw, endsStream, method, LIMITS);
  if (read.kind === "refuse") return `${read.status} ${read.code} ${read.place}`;
  const framing = [read.framing, read.declared].map((each) => (each.kind === "length" ? `length:${each.bytes}` : each.kind));
  return `${read.status} ${framing.join(" ")} ${pairsOf(read.fields)
    .map(([name, value]) => `${name}=${value}`)
    .join()}`;
}

test("an answer's framing is what its head and its end say, and what a GET would have been told for HEAD and 304", () => {
  assert.equal(reading([":status", "200"]), "200 chunked chunked ");
  assert.equal(reading([":status", "200"], true), "200 none none ");
  assert.equal(reading([":status", "200", "content-length", "5"]), "200 length:5 length:5 content-length=5");
  assert.equal(reading([":status", "200", "content-length", "0"], true), "200 none length:0 content-length=0");
  assert.equal(reading([":status", "200", "content-length", "5"], true, "HEAD"), "200 none length:5 content-length=5");
  assert.equal(reading([":status", "304", "content-length", "5"], true), "304 none length:5 content-length=5");
  assert.equal(reading([":status", "204"], true), "204 none none ");
  assert.equal(reading([":status", "599", "x-a", "b", "x-a", "c"], true), "599 none none x-a=b,x-a=c");
});

test("what HTTP/1.1 would refuse of a head is refused here, each by its place", () => {
  const rows: readonly (readonly [raw: readonly string[], expected: string])[] = [
    [[], "status_unknown header::status"],
    [["x-a", "b"], "status_unknown header::status"],
    [[":status", "101"], "status_unknown header::status"],
    [[":status", "099"], "status_unknown header::status"],
    [[":status", "600"], "status_unknown header::status"],
    [[":status", "200 OK"], "status_unknown header::status"],
    [[":status", "200\r\nx: y"], "status_unknown header::status"],
    [[":status", "200", ":status", "200"], "pseudo_header_malformed line:2"],
    [[":status", "200", "X-A", "b"], "field_name_malformed line:2"],
    [[":status", "200", "x a", "b"], "field_name_malformed line:2"],
    [[":status", "200", "x-a", "b\r\nset-cookie: c"], "field_value_malformed line:2"],
    [[":status", "200", "x-a", " b"], "field_value_malformed line:2"],
    [[":status", "200", "content_length", "5"], "field_name_mimicry line:2"],
    [[":status", "200", "transfer-encoding", "chunked"], "connection_field line:2"],
    [[":status", "200", "connection", "close"], "connection_field line:2"],
    [[":status", "200", "content-length", "5", "content-length", "5"], "content_length_repeated header:content-length"],
    [[":status", "200", "content-length", "5, 5"], "content_length_malformed header:content-length"],
    [[":status", "200", "content-length", "+5"], "content_length_malformed header:content-length"],
    [[":status", "200", "x-a", "b".repeat(24)], "field_too_large line:2"],
    [[":status", "200", "x-a", "", "x-a", "", "x-a", ""], "field_count head"],
    [[":status", "200", "x-a", "b".repeat(22), "x-b", "b".repeat(22)], "head_too_large head"],
  ];
  for (const [raw, expected] of rows) assert.equal(reading(raw), `502 ${expected}`);
  assert.equal(rows.length, 21);
  assert.equal(reading([":status", "200", "content-length", "5"], true), "502 length_mismatch header:content-length");
});

test("trailers have no pseudo-header", () => {
  assert.ok(readAnswerFields(["grpc-status", "0"], 0, LIMITS) instanceof Fields);
  assert.ok(!(readAnswerFields([":status", "200"], 0, LIMITS) instanceof Fields));
});
