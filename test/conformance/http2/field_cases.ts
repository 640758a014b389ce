/** What a request may be made of: pseudo-headers, fields, content and its length, CONNECT (RFC 9113 section 8). */
import type { FieldPair } from "../../support/hpack.ts";
import { data, FLAG, headers } from "../../support/http2_frames.ts";
import { GET, get, type Http2Case, POST, post, withPseudo } from "./http2_case.ts";

const MALFORMED = "stream PROTOCOL_ERROR";
const refused = (code: string): string => `refused 400 framing.${code}`;

/** One request against another, both whole. */
function request(section: string, rule: string, expect: string, bad: readonly FieldPair[], good: readonly FieldPair[] = GET): Http2Case {
  return { section, rule, expect, frames: [headers(1, bad)], twin: [headers(1, good)] };
}

function field(section: string, rule: string, expect: string, bad: FieldPair, good: FieldPair = ["x-a", "b"]): Http2Case {
  return request(section, rule, expect, [...GET, bad], [...GET, good]);
}

const TRAILER: readonly FieldPair[] = [["x-sum", "1"]];
const trailers = (fields: readonly FieldPair[]): readonly Buffer[] => [post(1), data(1, "x", 0), headers(1, fields)];
const DROPPED = "the library drops the field and goes on: the request is judged and forwarded without it";

export const FIELD_CASES: readonly Http2Case[] = [
  field("8.2.1", "a name has no uppercase letter", MALFORMED, ["X-a", "b"]),
  field("8.2.1", "a name has no blank", "answered 200", ["x a", "b"]),
  field("8.2.1", "a name has no colon but at its start", "answered 200", ["x:a", "b"]),
  field("8.2.1", "a name is ASCII", "answered 200", ["x-\xe9", "b"]),
  field("8.2.1", "a name is not empty", "answered 200", ["", "b"]),
  field("8.2.1", "a value has no CR and LF", "answered 200", ["x-a", "b\r\nx-b: c"]),
  field("8.2.1", "a value has no LF", "answered 200", ["x-a", "b\nx-b: c"]),
  field("8.2.1", "a value has no NUL", "answered 200", ["x-a", "b\0c"]),
  field("8.2.1", "a value begins with no blank", refused("field_value_malformed"), ["x-a", " b"], ["x-a", "b c"]),
  field("8.2.1", "a value ends with no tab", refused("field_value_malformed"), ["x-a", "b\t"], ["x-a", "b\tc"]),
  ...["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"].map((name) =>
    field("8.2.2", `no field of a connection: ${name}`, MALFORMED, [name, name === "transfer-encoding" ? "chunked" : "x"]),
  ),
  field("8.2.2", "no field of a connection: http2-settings (RFC 9113 3.1 took it away)", refused("connection_field"), [
    "http2-settings",
    "AAMAAABkAAQAAP__",
  ]),
  field("8.2.2", "TE is `trailers` or nothing", MALFORMED, ["te", "gzip"], ["te", "trailers"]),
  field("8.2.2", "TE is `trailers` alone", MALFORMED, ["te", "trailers, gzip"], ["te", "trailers"]),
  request("8.3", "pseudo-headers stand before every field", MALFORMED, [["x-a", "b"], ...GET], [...GET, ["x-a", "b"]]),
  request("8.3", "no pseudo-header but those of a request", MALFORMED, [[":unknown", "x"], ...GET]),
  request("8.3", "no pseudo-header of an answer", MALFORMED, [...GET, [":status", "200"]]),
  request("8.3", "no empty pseudo-header name", MALFORMED, [...GET, [":", "x"]]),
  ...[":method", ":scheme", ":path"].flatMap((name) => [
    request("8.3.1", `${name} is there`, MALFORMED, withPseudo(name, null)),
    request("8.3.1", `${name} stands once`, MALFORMED, [...GET, [name, "GET"]]),
  ]),
  request("8.3.1", ":authority stands once", MALFORMED, [...GET, [":authority", "api.test"]]),
  request("8.3.1", ":path is not empty", MALFORMED, withPseudo(":path", ""), withPseudo(":path", "/")),
  request("8.3.1", ":path begins with a slash", MALFORMED, withPseudo(":path", "a")),
  request("8.3.1", ":path is `*` for OPTIONS alone", MALFORMED, withPseudo(":path", "*")),
  request("8.3.1", ":authority has no user information", MALFORMED, withPseudo(":authority", "me@api.test")),
  request(
    "8.3.1",
    "Host is that of :authority",
    refused("authority_mismatch"),
    [...GET, ["host", "other.test"]],
    [...GET, ["host", "API.test:80"]],
  ),
  request("8.3.1", "there is an authority", MALFORMED, withPseudo(":authority", null), [
    ...withPseudo(":authority", null),
    ["host", "api.test"],
  ]),
  request("8.5", "CONNECT has neither :scheme nor :path", MALFORMED, withPseudo(":method", "CONNECT")),
  request("8.5", "no tunnel is opened", refused("pseudo_header_malformed"), [
    [":method", "CONNECT"],
    [":authority", "api.test:80"],
  ]),
  request("RFC 8441 4", "no extended CONNECT without the setting", MALFORMED, [
    ...withPseudo(":method", "CONNECT"),
    [":protocol", "websocket"],
  ]),
  request("RFC 8441 4", "no :protocol without CONNECT", MALFORMED, [...GET, [":protocol", "websocket"]]),
  {
    section: "8.1",
    rule: "trailers have no pseudo-headers",
    expect: MALFORMED,
    frames: trailers([[":path", "/b"]]),
    twin: trailers(TRAILER),
  },
  {
    section: "8.1",
    rule: "trailers have no uppercase name",
    expect: MALFORMED,
    frames: trailers([["X-Sum", "1"]]),
    twin: trailers(TRAILER),
  },
  {
    section: "8.1",
    rule: "trailers have no field of a connection",
    expect: MALFORMED,
    frames: trailers([["transfer-encoding", "chunked"]]),
    twin: trailers(TRAILER),
  },
  {
    section: "8.1.1",
    rule: "content is as long as Content-Length says: longer",
    expect: "connection INTERNAL_ERROR",
    deviates: "a stream error would do; the library ends the connection, with that code",
    frames: [post(1, ["content-length", "1"]), data(1, "xy")],
    twin: [post(1, ["content-length", "2"]), data(1, "x", 0), data(1, "y")],
  },
  {
    section: "8.1.1",
    rule: "content is as long as Content-Length says: shorter",
    expect: MALFORMED,
    frames: [post(1, ["content-length", "3"]), data(1, "xy")],
    twin: [post(1, ["content-length", "2"]), data(1, "xy", 0), data(1, "")],
  },
  {
    section: "8.1.1",
    rule: "content is as long as Content-Length says: none",
    expect: MALFORMED,
    frames: [get(1, ["content-length", "3"])],
    twin: [get(1, ["content-length", "0"])],
  },
  {
    section: "8.1.1",
    rule: "Content-Length stands once",
    expect: MALFORMED,
    frames: [post(1, ["content-length", "1"], ["content-length", "1"]), data(1, "x")],
    twin: [post(1, ["content-length", "1"]), data(1, "x")],
  },
  {
    section: "8.1.1",
    rule: "Content-Length is a number",
    expect: MALFORMED,
    frames: [post(1, ["content-length", "+1"]), data(1, "x")],
    twin: [post(1, ["content-length", "1"]), data(1, "x")],
  },
  {
    section: "8.2.3",
    rule: "cookies may come in several fields",
    expect: "answered 200",
    frames: [get(1, ["cookie", "a=1"], ["cookie", "b=2"])],
    twin: [get(1, ["cookie", "a=1; b=2"])],
  },
  {
    section: "8.1",
    rule: "HEADERS without content may be followed by an empty DATA",
    expect: "answered 200",
    frames: [headers(1, POST, FLAG.endHeaders), data(1, "")],
    twin: [get(1)],
  },
].map((each) => (each.section === "8.2.1" && each.expect === "answered 200" ? { ...each, deviates: DROPPED } : each));
