/** Attempts by method, path, host, scheme and the names and values of fields. */
import type { FieldPair } from "../../support/hpack.ts";
import { type DowngradeCase, PLAIN, section, sent, SMUGGLED, withFields } from "./downgrade_case.ts";
import { GET, withPseudo } from "./http2_case.ts";

const RESET = "stream PROTOCOL_ERROR";
const refused = (code: string, status: number = 400): string => `refused ${status} ${code}`;
const pseudo = (attempt: string, outcome: string, name: string, value: string | null, whole: string | null = null): DowngradeCase =>
  section(attempt, outcome, withPseudo(name, value), whole);
const hostOnly = (value: string): readonly FieldPair[] => [...withPseudo(":authority", null), ["host", value]];

export const NAME_AND_VALUE_CASES: readonly DowngradeCase[] = [
  withFields("CRLF and a field in a value", "dropped", ["x-a", "b\r\nx-evil: 1"]),
  withFields("CRLF, CRLF and a request in a value", "dropped", ["x-a", `b\r\n\r\n${SMUGGLED}`]),
  withFields("LF in a value", "dropped", ["x-a", "b\nx-evil: 1"]),
  withFields("CR in a value", "dropped", ["x-a", "b\rx-evil: 1"]),
  withFields("NUL in a value", "dropped", ["x-a", "b\0c"]),
  withFields("DEL in a value", "dropped", ["x-a", "b\x7fc"]),
  withFields("blank before a value", refused("framing.field_value_malformed"), ["x-a", " b"]),
  withFields("tab behind a value", refused("framing.field_value_malformed"), ["x-a", "b\t"]),
  section("bytes above 0x7f in a value", "harmless", [...GET, ["x-a", "b\xe9c"]], sent("GET /a", "x-a: b\xe9c\r\n")),
  withFields("CRLF in a name", "dropped", ["x-a: b\r\nx-evil", "1"]),
  withFields("LF in a name", "dropped", ["x-a\nx-evil", "1"]),
  withFields("NUL in a name", "dropped", ["x-a\0", "1"]),
  withFields("colon in a name", "dropped", ["x-a: b", "1"]),
  withFields("blank behind the name `transfer-encoding`", "dropped", ["transfer-encoding ", "chunked"]),
  withFields("blank behind the name `content-length`", "dropped", ["content-length ", "1"]),
  withFields("tab behind the name `host`", "dropped", ["host\t", "evil.test"]),
  withFields("empty name", "dropped", ["", "x"]),
  withFields("name above 0x7f", "dropped", ["x-\xe9", "1"]),
  withFields("uppercase name", RESET, ["Transfer-Encoding", "chunked"]),
  withFields("underscore: `content_length`", refused("framing.field_name_mimicry"), ["content_length", "5"]),
  withFields("underscore: `transfer_encoding`", refused("framing.field_name_mimicry"), ["transfer_encoding", "chunked"]),
  withFields("underscore: `x_forwarded_for`", refused("framing.field_name_mimicry"), ["x_forwarded_for", "192.0.2.1"]),
  withFields("unknown pseudo-header", RESET, [":x", "y"]),
  withFields("CRLF in a cookie", "dropped", ["cookie", "a=b\r\nx-evil: 1"]),
  section(
    "CRLF in the second of two cookies",
    "dropped",
    [...GET, ["cookie", "a=1"], ["cookie", "b=\r\nx: y"]],
    sent("GET /a", "cookie: a=1\r\n"),
  ),
  section(
    "cookies in several fields",
    "harmless",
    [...GET, ["cookie", "a=1"], ["cookie", ""], ["cookie", "b=2"]],
    sent("GET /a", "cookie: a=1; b=2\r\n"),
  ),
  withFields("two Authorization fields", refused("framing.field_repeated"), ["authorization", "Bearer a"], ["authorization", "Bearer b"]),
  withFields(
    "two Content-Type fields",
    refused("framing.field_repeated"),
    ["content-type", "text/plain"],
    ["content-type", "application/json"],
  ),
  withFields("X-Forwarded-Host, which is made anew", "harmless", ["x-forwarded-host", "evil.test"]),
];

export const TARGET_CASES: readonly DowngradeCase[] = [
  pseudo("blank and a version in the method", RESET, ":method", "GET /evil HTTP/1.1"),
  pseudo("CRLF and a request in the method", RESET, ":method", `${SMUGGLED}GET`),
  pseudo("empty method", RESET, ":method", ""),
  pseudo("method with a bracket", RESET, ":method", "G(T"),
  pseudo("method of 40 letters", refused("framing.method_too_long", 501), ":method", "G".repeat(40)),
  pseudo("lower-case method", "harmless", ":method", "get", sent("get /a")),
  pseudo("blank and a version in the path", RESET, ":path", "/a HTTP/1.1"),
  pseudo("CRLF and a request in the path", RESET, ":path", `/a HTTP/1.1\r\nHost: a\r\n\r\n${SMUGGLED}`),
  pseudo("tab in the path", RESET, ":path", "/a\tb"),
  pseudo("NUL in the path", RESET, ":path", "/a\0"),
  pseudo("bytes above 0x7f in the path", refused("framing.target_malformed"), ":path", "/\xe9"),
  pseudo("whole URI as the path", RESET, ":path", "http://other.test/"),
  pseudo("host and port as the path", RESET, ":path", "other.test:80"),
  pseudo("path without a slash", RESET, ":path", "a"),
  pseudo("query without a path", RESET, ":path", "?x"),
  pseudo("empty path", RESET, ":path", ""),
  pseudo("`*` with GET", RESET, ":path", "*"),
  section("`*` with OPTIONS", "answered 204", withPseudo(":path", "*", withPseudo(":method", "OPTIONS"))),
  pseudo("fragment", refused("framing.target_malformed"), ":path", "/a#b"),
  pseudo("backslash", refused("framing.target_malformed"), ":path", "/a\\b"),
  pseudo("two slashes and a host", refused("path.empty_segment"), ":path", "//other.test/a"),
  pseudo("dot segments", refused("path.dot_segment"), ":path", "/b/../a"),
  pseudo("percent-encoded CRLF in the path", refused("path.control"), ":path", "/a%0d%0aHost:%20evil.test"),
  pseudo("path of 9,000 characters", refused("framing.request_line_too_long", 414), ":path", `/${"a".repeat(9_000)}`),
  withFields("two paths", RESET, [":path", "/b"]),
];

export const HOST_CASES: readonly DowngradeCase[] = [
  withFields("Host unlike `:authority`", refused("framing.authority_mismatch"), ["host", "evil.test"]),
  withFields("Host like `:authority`, in other letters and with the port", "harmless", ["host", "API.test:80"]),
  withFields("two Host fields", RESET, ["host", "api.test"], ["host", "api.test"]),
  withFields("empty Host beside `:authority`", RESET, ["host", ""]),
  withFields("CRLF in Host beside `:authority`", "dropped", ["host", "evil.test\r\nx: y"]),
  section("CRLF in Host, no `:authority`", RESET, hostOnly("api.test\r\nx: y")),
  section("blank before Host, no `:authority`", RESET, hostOnly(" api.test")),
  section("Host alone", "harmless", hostOnly("api.test"), PLAIN),
  pseudo("neither `:authority` nor Host", RESET, ":authority", null),
  pseudo("user information in `:authority`", RESET, ":authority", "me@api.test"),
  pseudo("CRLF in `:authority`", RESET, ":authority", "api.test\r\nx-evil: 1"),
  pseudo("two hosts with a comma in `:authority`", RESET, ":authority", "api.test, evil.test"),
  pseudo("two hosts with a blank in `:authority`", RESET, ":authority", "api.test evil.test"),
  pseudo("path in `:authority`", RESET, ":authority", "api.test/evil"),
  pseudo("URI in `:authority`", RESET, ":authority", "http://evil.test/"),
  pseudo("empty `:authority`", RESET, ":authority", ""),
  pseudo("bytes above 0x7f in `:authority`", RESET, ":authority", "\xe9.test"),
  pseudo("percent-encoding in `:authority`", refused("host.invalid"), ":authority", "api%2etest"),
  pseudo("port 99999 in `:authority`", refused("host.invalid"), ":authority", "api.test:99999"),
  pseudo("URI in `:scheme`", RESET, ":scheme", "http://evil.test/"),
  pseudo("URI, blank and version in `:scheme`", RESET, ":scheme", "http://evil.test/a HTTP/1.1"),
  pseudo("CRLF in `:scheme`", RESET, ":scheme", "http\r\nx: y"),
  pseudo("empty `:scheme`", RESET, ":scheme", ""),
  pseudo("`:scheme` of another connection", refused("framing.scheme_mismatch"), ":scheme", "https"),
  pseudo("`:scheme` of another protocol", refused("framing.scheme_mismatch"), ":scheme", "ftp"),
  pseudo("`:scheme` in capitals", "harmless", ":scheme", "HTTP", PLAIN),
];
