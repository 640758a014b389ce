/**
 * A request's field section as HTTP/2 delivers it, read as strictly as one of HTTP/1.1 and into the same head (RFC 9113 section 8): whoever judges it, and the
 * upstream it is serialised for, see one request. The protocol library checks much of this too; nothing here relies on that.
 */
import { isToken } from "../../codec/field_syntax.ts";
import type { BodyFraming } from "../../kernel/exchange.ts";
import { isFieldValue, isTargetText } from "../byte_class.ts";
import { fieldId } from "../field_names.ts";
import { Fields } from "../headers.ts";
import { effectivePort, parseHost } from "../host.ts";
import type { Http1Limits } from "../http1/http1_limits.ts";
import { type RefusalCode, type RefuseEvent, refuseRequest } from "../http1/refusal.ts";
import { readRequestFraming } from "../http1/request_framing.ts";
import type { RequestHead } from "../request_head.ts";
import { CONNECTION_FIELDS } from "./connection_fields.ts";
import { type PseudoHeaders, readPseudoHeaders } from "./pseudo_headers.ts";
import type { RequestMemory } from "./request_memory.ts";

/** Fields of one value on which readers that take the first and readers that take the last would differ (RFC 9110 section 5.3). */
const SINGLE_FIELDS: ReadonlySet<string> = new Set([
  "authorization",
  "content-length",
  "content-type",
  "expect",
  "host",
  "if-modified-since",
  "if-unmodified-since",
  "max-forwards",
  "origin",
  "proxy-authorization",
  "range",
  "referer",
  "user-agent",
]);

const CHUNKED: BodyFraming = Object.freeze({ kind: "chunked" });

/**
 * `raw`: names and values in turn, in the order received, pseudo-headers first. `endsStream`: no content follows. Gives the head as it would be in HTTP/1.1, Host
 * from `:authority`, cookies joined; content without a declared length is `chunked`. Places are `header:NAME` of known names, else `line:N`, 1-based. `memory`: of
 * the same connection, so of the same scheme and limits.
 */
export function readHttp2Request(
  raw: readonly string[],
  endsStream: boolean,
  scheme: "http" | "https",
  limits: Http1Limits,
  memory: RequestMemory | null = null,
): RequestHead | RefuseEvent {
  const pseudo = readPseudoHeaders(raw);
  if ("code" in pseudo) return pseudo;
  const fault = pseudoFault(pseudo, scheme, limits);
  if (fault !== null) return refuseRequest(fault.code, fault.place);
  const known = memory === null ? null : memory.recall(raw, pseudo, endsStream);
  if (known !== null) return headOf(pseudo, known);
  const section = new FieldSection();
  const refused = readSection(raw, pseudo.end, limits, section);
  if (refused !== null) return refused;
  const host = hostOf(pseudo.authority, section.host, scheme);
  if (typeof host !== "string") return host;
  section.add("host", host);
  if (section.cookie !== null) section.add("cookie", section.cookie);
  if (section.text.length > limits.headBytes) return refuseRequest("head_too_large", "head");
  const head = framedHead(pseudo, section.toFields(), endsStream, limits);
  if (memory !== null && !("code" in head)) memory.remember(raw, pseudo, endsStream, head);
  return head;
}

function pseudoFault(
  { method, path, scheme: given }: PseudoHeaders,
  scheme: "http" | "https",
  limits: Http1Limits,
): { readonly code: RefusalCode; readonly place: string } | null {
  if (!isToken(method)) return { code: "method_malformed", place: "header::method" };
  if (method.length > limits.methodBytes) return { code: "method_too_long", place: "header::method" };
  if (given.toLowerCase() !== scheme) return { code: "scheme_mismatch", place: "header::scheme" };
  if (method.length + path.length + 11 > limits.requestLineBytes) return { code: "request_line_too_long", place: "header::path" };
  // RFC 9113 section 8.3.1: the path of a URI, never a whole URI, so that no second host can be named.
  const form = path.startsWith("/") || (path === "*" && method === "OPTIONS");
  return form && isTargetText(path) ? null : { code: "target_malformed", place: "header::path" };
}

/** Fields as lines of HTTP/1.1, as they are read. */
class FieldSection {
  text = "";
  host: string | null = null;
  cookie: string | null = null;
  private readonly ids: number[] = [];
  private readonly offsets: number[] = [];

  get count(): number {
    return this.ids.length;
  }

  /** `name` is a lower-case token, `value` may be a field value. */
  add(name: string, value: string): void {
    const start = this.text.length;
    const valueStart = start + name.length + 2;
    const valueEnd = valueStart + value.length;
    this.text += `${name}: ${value}\r\n`;
    this.ids.push(fieldId(name));
    this.offsets.push(start, start + name.length, valueStart, valueEnd, valueEnd + 2);
  }

  toFields(): Fields {
    return new Fields(this.text, this.ids, this.offsets);
  }
}

function readSection(raw: readonly string[], from: number, limits: Http1Limits, section: FieldSection): RefuseEvent | null {
  let single: string[] | null = null;
  for (let at = from; at < raw.length; at += 2) {
    const name = raw[at] ?? "";
    const value = raw[at + 1] ?? "";
    const code = fieldFault(name, value, limits);
    if (code !== null) return refuseRequest(code, `line:${at / 2 + 1}`);
    if (SINGLE_FIELDS.has(name)) {
      if (single?.includes(name) === true) return refuseRequest(name === "host" ? "host_repeated" : "field_repeated", `header:${name}`);
      (single ??= []).push(name);
    }
    if (name === "host") section.host = value;
    // RFC 9113 section 8.2.3: a cookie that was split for compression is one field again before anybody reads it.
    else if (name === "cookie") {
      section.cookie = section.cookie === null ? value : joinCookies(section.cookie, value);
      if (section.cookie.length + 10 > limits.fieldBytes) return refuseRequest("field_too_large", `line:${at / 2 + 1}`);
      // Host and the cookies are still to come.
    } else if (section.count + 2 >= limits.fieldCount) return refuseRequest("field_count", `line:${at / 2 + 1}`);
    else section.add(name, value);
  }
  return null;
}

/** Why not always `; `: a crumb may be empty, and a value that ends with a blank can't stand in a head. */
function joinCookies(before: string, value: string): string {
  if (before === "" || value === "") return before + value;
  return `${before}; ${value}`;
}

function fieldFault(name: string, value: string, limits: Http1Limits): RefusalCode | null {
  // A colon at the start is a pseudo-header out of place.
  if (name.startsWith(":")) return "pseudo_header_malformed";
  // Uppercase is malformed (RFC 9113 section 8.2.1). A known name is a lower-case token.
  if (fieldId(name) < 0 && (!isToken(name) || name !== name.toLowerCase())) return "field_name_malformed";
  if (!isFieldValue(value)) return "field_value_malformed";
  if (name.length + value.length + 4 > limits.fieldBytes) return "field_too_large";
  if (CONNECTION_FIELDS.has(name)) return "connection_field";
  return name === "te" && value.toLowerCase() !== "trailers" ? "connection_field" : null;
}

/** The one host that is asked for. Two spellings of one are no difference; a port that is the scheme's own neither. */
function hostOf(authority: string | null, host: string | null, scheme: "http" | "https"): string | RefuseEvent {
  if (authority === null) return host ?? refuseRequest("host_missing", "header::authority");
  if (!isFieldValue(authority)) return refuseRequest("pseudo_header_malformed", "header::authority");
  if (host === null || host === authority) return authority;
  const asked = parseHost(authority);
  const named = parseHost(host);
  if ("problem" in asked || "problem" in named) return refuseRequest("authority_mismatch", "header:host");
  const same = asked.name === named.name && effectivePort(asked, scheme) === effectivePort(named, scheme);
  return same ? authority : refuseRequest("authority_mismatch", "header:host");
}

function framedHead(pseudo: PseudoHeaders, fields: Fields, endsStream: boolean, limits: Http1Limits): RequestHead | RefuseEvent {
  const framing = readRequestFraming(fields, 1, limits);
  if (framing.kind === "fault") return refuseRequest(framing.code, framing.place);
  const { body } = framing;
  if (endsStream && body.kind === "length" && body.bytes > 0) return refuseRequest("length_mismatch", "header:content-length");
  return headOf(pseudo, {
    fields: framing.fields,
    framing: body.kind === "none" && !endsStream ? CHUNKED : body,
    expectContinue: framing.expectContinue || (!endsStream && fields.has("expect")),
  });
}

function headOf(
  { method, path }: PseudoHeaders,
  { fields, framing, expectContinue }: Pick<RequestHead, "fields" | "framing" | "expectContinue">,
): RequestHead {
  const bytes = method.length + path.length + 12 + fields.text.length;
  return { method, target: path, minor: 1, fields, framing, keepAlive: true, expectContinue, upgrade: null, bytes };
}
