import assert from "node:assert/strict";
import { test } from "node:test";
import { pairsOf } from "../../../test/support/http1_events.ts";
import { DEFAULT_REQUEST_LIMITS } from "../http1/http1_limits.ts";
import { readHttp2Request } from "./request_fields.ts";

const GET = [":method", "GET", ":scheme", "http", ":path", "/a?b=c", ":authority", "api.test"];
const LIMITS = { ...DEFAULT_REQUEST_LIMITS, fieldCount: 5, fieldBytes: 40, headBytes: 100, requestLineBytes: 60, methodBytes: 8 };

/** Name and value of a pseudo-header in place of those of GET. */
function instead(name: string, value: string): readonly string[] {
  return GET.map((text, at) => (GET[at - 1] === name ? value : text));
}

function reading(raw: readonly string[], endsStream: boolean = true): string {
  const read = readHttp2Request(raw, endsStream, "http", LIMITS);
  if ("code" in read) return `${read.status} ${read.code} ${read.place}`;
  const fields = pairsOf(read.fields).map(([name, value]) => `${name}=${value}`);
  return `${read.method} ${read.target} ${read.framing.kind} ${fields.join("|")}`;
}

test("a request is the head it would be in HTTP/1.1: Host from the authority, cookies joined, framing as declared", () => {
  assert.equal(reading(GET), "GET /a?b=c none host=api.test");
  assert.equal(reading([...GET, "x-a", "b", "x-a", "c"]), "GET /a?b=c none x-a=b|x-a=c|host=api.test");
  assert.equal(
    reading([...GET, "cookie", "a=1", "x-a", "b", "cookie", "", "cookie", "c=2"]),
    "GET /a?b=c none x-a=b|host=api.test|cookie=a=1; c=2",
  );
  assert.equal(reading([...GET, "cookie", "", "cookie", "a=1;", "cookie", ""]), "GET /a?b=c none host=api.test|cookie=a=1;");
  assert.equal(reading(GET, false), "GET /a?b=c chunked host=api.test");
  assert.equal(reading([...GET, "content-length", "5"], false), "GET /a?b=c length content-length=5|host=api.test");
  assert.equal(reading([...GET, "content-length", "0"]), "GET /a?b=c length content-length=0|host=api.test");
  assert.equal(reading(instead(":scheme", "HTTP")), "GET /a?b=c none host=api.test");
});

test("a head says what it is, beyond its fields", () => {
  const head = readHttp2Request([...GET, "expect", "100-continue"], false, "http", LIMITS);
  assert.ok(!("code" in head));
  assert.deepEqual([head.minor, head.keepAlive, head.expectContinue, head.upgrade], [1, true, true, null]);
  const bare = readHttp2Request([...GET, "expect", "100-continue"], true, "http", LIMITS);
  assert.ok(!("code" in bare) && !bare.expectContinue);
});

test("method, scheme and path are read as strictly as a request line", () => {
  const rows: readonly (readonly [raw: readonly string[], expected: string])[] = [
    [instead(":method", "GET /evil"), "400 method_malformed header::method"],
    [instead(":method", ""), "400 method_malformed header::method"],
    [instead(":method", "PROPPATCHES"), "501 method_too_long header::method"],
    [instead(":scheme", "https"), "400 scheme_mismatch header::scheme"],
    [instead(":scheme", "http://evil.test/"), "400 scheme_mismatch header::scheme"],
    [instead(":path", ""), "400 target_malformed header::path"],
    [instead(":path", "a"), "400 target_malformed header::path"],
    [instead(":path", "*"), "400 target_malformed header::path"],
    [instead(":path", "http://evil.test/"), "400 target_malformed header::path"],
    [instead(":path", "/a b"), "400 target_malformed header::path"],
    [instead(":path", "/a\r\nHost: b"), "400 target_malformed header::path"],
    [instead(":path", "/\xe9"), "400 target_malformed header::path"],
    [instead(":path", "/\u0161"), "400 target_malformed header::path"],
    [instead(":path", "/a#b"), "400 target_malformed header::path"],
    [instead(":path", `/${"a".repeat(46)}`), "414 request_line_too_long header::path"],
  ];
  for (const [raw, expected] of rows) assert.equal(reading(raw), expected);
  assert.equal(rows.length, 15);
  assert.match(reading(instead(":path", `/${"a".repeat(45)}`)), /^GET /u);
  assert.match(reading([":method", "OPTIONS", ":path", "*", ":scheme", "http", "host", "a"]), /^OPTIONS \* none host=a$/u);
});

test("no field passes that HTTP/1.1 would read otherwise, nor one of a connection", () => {
  const rows: readonly (readonly [name: string, value: string, expected: string])[] = [
    ["X-A", "b", "field_name_malformed line:5"],
    ["Host", "api.test", "field_name_malformed line:5"],
    ["", "b", "field_name_malformed line:5"],
    ["x a", "b", "field_name_malformed line:5"],
    ["x-a:", "b", "field_name_malformed line:5"],
    ["x-a\r\nx", "b", "field_name_malformed line:5"],
    ["x-\xe9", "b", "field_name_malformed line:5"],
    ["x-a", "b\r\nx: y", "field_value_malformed line:5"],
    ["x-a", "b\0", "field_value_malformed line:5"],
    ["x-a", " b", "field_value_malformed line:5"],
    ["x-a", "b\t", "field_value_malformed line:5"],
    ["x-a", "\u0100", "field_value_malformed line:5"],
    ["content-length", "1\n", "field_value_malformed line:5"],
    ["x-a", "b".repeat(34), "field_too_large line:5"],
    [":path", "/b", "pseudo_header_malformed header::path"],
    ["connection", "close", "connection_field line:5"],
    ["keep-alive", "5", "connection_field line:5"],
    ["proxy-connection", "close", "connection_field line:5"],
    ["transfer-encoding", "chunked", "connection_field line:5"],
    ["upgrade", "h2c", "connection_field line:5"],
    ["http2-settings", "AAMAAABk", "connection_field line:5"],
    ["te", "gzip", "connection_field line:5"],
    ["content_length", "5", "field_name_mimicry line:2"],
    ["content-length", "+5", "content_length_malformed header:content-length"],
    ["content-length", "5, 5", "content_length_malformed header:content-length"],
    ["content-length", "5", "length_mismatch header:content-length"],
    ["expect", "200-ok", "expectation_unknown header:expect"],
  ];
  for (const [name, value, expected] of rows) {
    const status = expected.startsWith("field_too") ? 431 : expected.startsWith("expectation") ? 417 : 400;
    assert.equal(reading([...GET, name, value]), `${status} ${expected}`, `${name}: ${value}`);
  }
  assert.equal(rows.length, 27);
  assert.equal(reading([...GET, "x-a", "b", ":path", "/b"]), "400 pseudo_header_malformed line:6");
  assert.match(reading([...GET, "te", "trailers"]), /te=trailers/u);
});

test("a field of one value stands once, and the authority is the one host", () => {
  for (const name of ["authorization", "content-type", "content-length", "origin", "user-agent"])
    assert.equal(reading([...GET, name, "1", name, "1"], false), `400 field_repeated header:${name}`);
  assert.equal(reading([...GET, "host", "api.test", "host", "api.test"]), "400 host_repeated header:host");
  assert.equal(reading([...GET, "host", "evil.test"]), "400 authority_mismatch header:host");
  assert.equal(reading([...GET, "host", ""]), "400 authority_mismatch header:host");
  assert.equal(reading([...GET, "host", "api.test:81"]), "400 authority_mismatch header:host");
  assert.equal(reading([...GET, "host", "API.test:80"]), "GET /a?b=c none host=api.test");
  assert.equal(reading(GET.slice(0, 6)), "400 host_missing header::authority");
  assert.equal(reading([...GET.slice(0, 6), "host", "api.test"]), "GET /a?b=c none host=api.test");
  assert.equal(reading(instead(":authority", "api.test\r\nx: y")), "400 pseudo_header_malformed header::authority");
  assert.equal(reading(instead(":authority", " api.test")), "400 pseudo_header_malformed header::authority");
});

test("there is a bound on number, on each and on all", () => {
  const fields = (count: number): string[] => Array.from({ length: count }, (_, index) => [`x-${index}`, "b"]).flat();
  assert.match(reading([...GET, ...fields(3)]), /^GET /u);
  assert.equal(reading([...GET, ...fields(4)]), "431 field_count line:8");
  assert.equal(reading([...GET, "cookie", "a".repeat(20), "cookie", "b".repeat(20)]), "431 field_too_large line:6");
  assert.equal(reading([...GET, "x-1", "b".repeat(30), "x-2", "b".repeat(30), "x-3", "b".repeat(30)]), "431 head_too_large head");
});
