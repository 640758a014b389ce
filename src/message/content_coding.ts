/** Content codings (RFC 9110 section 8.4.1): which ones we can look inside, and at most one at a time, for nested compression only serves to hide or to explode. */
import { listEntries, tokenEnd } from "../codec/field_syntax.ts";
import type { HeaderFields } from "../kernel/exchange.ts";
import { problem, type Refusal } from "../kernel/problem.ts";

/** `deflate` is the zlib format (RFC 9110 section 8.4.1.2), `zstd` is RFC 8878. */
export type ContentCoding = "identity" | "gzip" | "deflate" | "br" | "zstd";

/** What a body may be sent in and an answer may be asked for in; the value of `Accept-Encoding` in a 415. */
export const DECODED_CODINGS = "gzip, deflate, br, zstd";

const CODINGS: ReadonlyMap<string, ContentCoding> = new Map([
  ["identity", "identity"],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
  ["br", "br"],
  ["zstd", "zstd"],
]);

function refuse(message: string): Refusal {
  return {
    problem: problem(415, "content_coding_unsupported", "Unsupported content coding", { headers: [["accept-encoding", DECODED_CODINGS]] }),
    findings: [{ code: "content_coding.unsupported", place: "header:content-encoding", message, rule: "RFC 9110 section 8.4" }],
  };
}

/**
 * The one coding of a body, `identity` where no Content-Encoding is given. More than one coding (over all lines of the field), an empty one or one that is not
 * decoded here is 415 with `Accept-Encoding` (RFC 9110 section 15.5.16).
 */
export function parseContentCoding(headers: HeaderFields): ContentCoding | Refusal {
  const text = headers.get("content-encoding");
  if (text === undefined) return "identity";
  const entries = listEntries(headers.getAll("content-encoding").join(","));
  if (entries.length > 1) return refuse("the body is encoded more than once");
  return CODINGS.get((entries[0] ?? "").toLowerCase()) ?? refuse("the body has a content coding that is not decoded here");
}

/**
 * The `Accept-Encoding` for an upstream whose answer will be looked into: the caller's codings that are decoded here, with their weights, in order. `*` becomes
 * `gzip` with its weight. What can't be read, or leaves nothing, becomes `identity`.
 */
export function narrowAcceptEncoding(text: string | undefined): string {
  if (text === undefined) return "identity";
  const kept: string[] = [];
  for (const entry of listEntries(text)) {
    const end = tokenEnd(entry, 0);
    const weight = weightOf(entry, end);
    if (weight === null) return "identity";
    const name = entry.slice(0, end).toLowerCase();
    const coding = name === "*" ? "gzip" : CODINGS.get(name);
    if (coding !== undefined && !kept.some((other) => other === coding || other.startsWith(`${coding};`))) kept.push(coding + weight);
  }
  return kept.length === 0 ? "identity" : kept.join(", ");
}

/** `;q=0.5` in its one spelling where a weight follows, "" where none does, null where something else does (RFC 9110 section 12.4.2). */
function weightOf(entry: string, from: number): string | null {
  if (from === entry.length) return from === 0 ? null : "";
  const rest = entry.slice(from).replaceAll(" ", "").replaceAll("\t", "").toLowerCase();
  if (!rest.startsWith(";q=") || rest.length > 8) return null;
  const value = rest.slice(3);
  const first = value.charCodeAt(0);
  if ((first !== 0x30 && first !== 0x31) || (value.length > 1 && value.charAt(1) !== ".")) return null;
  for (let at = 2; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code < 0x30 || code > (first === 0x31 ? 0x30 : 0x39)) return null;
  }
  return `;q=${value}`;
}
