/**
 * The one canonical reading of a request path. Gateways are bypassed where they and the server behind them read a path differently; so a path that two
 * readers could read in two ways is refused here, for every API, before anything is matched (CWE-22, CWE-436; RFC 3986 sections 3.3 and 6.2.2).
 *
 * Two ambiguities are legitimate for some operations and are recorded in `needs`, to be granted or refused by the router:
 * - `semicolon`: a segment has `;`, raw or encoded. INVARIANT: grant it only where each such segment is matched by a `matrix` parameter: Java servers cut
 *   `;x` off any segment.
 * - `slash`: a segment has an encoded slash. INVARIANT: grant it only where each such segment is matched by a multi-segment parameter.
 * `dot` is never among them: a leading dot (`.well-known`, `.5` in label style) has one reading, and a segment of dots alone is refused whoever asks.
 */
import type { CanonicalPath, PathLicence } from "../kernel/exchange.ts";
import { problem, type Refusal } from "../kernel/problem.ts";
import { decodePercent, isHexDigit, isPathCharacter, isUnreserved, percentByteAt, toPercent } from "./percent.ts";

/** Why a path has no canonical reading; also the code of the problem. The last two are said by the router. */
export type PathFault =
  | "path_not_absolute"
  | "path_character"
  | "path_malformed_percent"
  | "path_invalid_utf8"
  | "path_control"
  | "path_backslash"
  | "path_dot_segment"
  | "path_empty_segment"
  | "path_double_encoding"
  | "path_semicolon"
  | "path_encoded_slash";

/** A path that is refused with 400. `"refused" in result` tells it from a path. */
export interface PathRefusal extends Refusal {
  readonly refused: PathFault;
  /** Index in the raw path at which it lies; null where the router refused a whole path. */
  readonly offset: number | null;
}

const FAULTS: Readonly<Record<PathFault, string>> = {
  path_not_absolute: "the path does not start with a slash",
  path_character: "the path has a character that must be percent-encoded",
  path_malformed_percent: "the path has a `%` that two hex digits do not follow",
  path_invalid_utf8: "the path is not UTF-8 once percent-decoded",
  path_control: "the path has an encoded control character",
  path_backslash: "the path has a backslash, which some servers read as a slash",
  path_dot_segment: "the path has a segment of dots alone; send the path it resolves to",
  path_empty_segment: "the path has an empty segment; send each slash once",
  path_double_encoding: "the path is percent-encoded twice",
  path_semicolon: "the path has a `;` where no matrix parameter is declared",
  path_encoded_slash: "the path has an encoded slash where no multi-segment parameter is declared",
};

function refuse(refused: PathFault, offset: number | null): PathRefusal {
  const message = offset === null ? FAULTS[refused] : `${FAULTS[refused]} (at offset ${offset})`;
  const finding = { code: `path.${refused.slice("path_".length)}`, place: "path", message, rule: "RFC 3986" };
  return { refused, offset, problem: problem(400, refused, "Ambiguous path"), findings: [finding] };
}

/** The refusal of a path that needs a licence which the operation does not give. */
export function unlicensed(licence: PathLicence): PathRefusal {
  return refuse(licence === "semicolon" ? "path_semicolon" : licence === "slash" ? "path_encoded_slash" : "path_dot_segment", null);
}

const SLASH = 0x2f;
const PERCENT = 0x25;
const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;
const DOT = 0x2e;

const NO_NEEDS: ReadonlySet<PathLicence> = new Set();
const NEEDS: readonly ReadonlySet<PathLicence>[] = [NO_NEEDS, new Set(["semicolon"]), new Set(["slash"]), new Set(["semicolon", "slash"])];
const NEEDS_SEMICOLON = 1;
const NEEDS_SLASH = 2;

/** Whether the characters of `text` from `from` up to `to`, or to the first `;`, are dots and at least one. `..;x` is `..` to a Java server. */
function isAllDots(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON) return at > from;
    if (code !== DOT) return false;
  }
  return to > from;
}

/** `%XX` or `%uXXXX` in text that has been decoded already: somebody behind us may decode it again. */
function isEscape(text: string, at: number): boolean {
  if (percentByteAt(text, at, text.length) >= 0) return true;
  if ((text.charCodeAt(at + 1) | 0x20) !== 0x75) return false;
  for (let digit = at + 2; digit < at + 6; digit += 1) {
    if (!isHexDigit(text.charCodeAt(digit))) return false;
  }
  return true;
}

/** What a decoded segment holds that its raw text hid: its needs as bits, or the reason why it is refused. */
function judgeDecoded(text: string): number | PathFault {
  let needs = 0;
  let part = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return "path_control";
    if (code === BACKSLASH) return "path_backslash";
    if (code === PERCENT && isEscape(text, at)) return "path_double_encoding";
    if (code === SEMICOLON) needs |= NEEDS_SEMICOLON;
    if (code !== SLASH) continue;
    // Why: behind a server that decodes before it splits, the parts are segments of their own.
    if (at === part) return "path_empty_segment";
    if (isAllDots(text, part, at)) return "path_dot_segment";
    needs |= NEEDS_SLASH;
    part = at + 1;
  }
  if (part > 0 && part === text.length) return "path_empty_segment";
  return isAllDots(text, part, text.length) ? "path_dot_segment" : needs;
}

/** The raw segment with unreserved characters decoded and hex digits in upper case; reserved ones stay as they were sent, since `%2C` is not `,`. */
function normalised(raw: string, from: number, to: number): string {
  let out = "";
  let kept = from;
  for (let at = raw.indexOf("%", from); at >= 0 && at < to; at = raw.indexOf("%", at + 3)) {
    const byte = percentByteAt(raw, at, to);
    out += raw.slice(kept, at) + (isUnreserved(byte) ? String.fromCharCode(byte) : toPercent(byte));
    kept = at + 3;
  }
  return out + raw.slice(kept, to);
}

/** Raw characters that need no second look: all that may stand in a path but `%`, `;` and the slash. */
const PLAIN = Uint8Array.from({ length: 128 }, (_, code) => (isPathCharacter(code) && code !== SEMICOLON ? 1 : 0));

/** The fault of a raw character that may not stand in a path, or null. */
function rawFault(code: number): PathFault | null {
  if (code === BACKSLASH) return "path_backslash";
  return code === PERCENT || isPathCharacter(code) ? null : "path_character";
}

/**
 * The canonical reading of `raw` (request-target without query, starting with `/`), or why it has none. Linear, total, idempotent:
 * the canonical path of `forwarded` has the same segments and the same `forwarded`. `/` has the one segment `""`.
 * `forwarded` has the same segments between slashes as `segments`, still encoded; where `needs` is not empty it is `raw`.
 */
export function canonicalPath(raw: string): CanonicalPath | PathRefusal {
  if (raw.charCodeAt(0) !== SLASH) return refuse("path_not_absolute", 0);
  const segments: string[] = [];
  let forwarded = "";
  let copied = 0;
  let needs = 0;
  let start = 1;
  let encoded = false;
  for (let at = 1; at <= raw.length; at += 1) {
    const code = at < raw.length ? raw.charCodeAt(at) : SLASH;
    if (PLAIN[code] === 1) continue;
    if (code !== SLASH) {
      const fault = rawFault(code);
      if (fault !== null) return refuse(fault, at);
      if (code === PERCENT) encoded = true;
      else if (code === SEMICOLON) needs |= NEEDS_SEMICOLON;
      continue;
    }
    if (at === start && at < raw.length) return refuse("path_empty_segment", at);
    if (encoded) {
      const decoded = decodePercent(raw, start, at);
      if (typeof decoded !== "string") {
        return refuse(decoded.refused === "percent" ? "path_malformed_percent" : "path_invalid_utf8", decoded.offset);
      }
      const judged = judgeDecoded(decoded);
      if (typeof judged === "string") return refuse(judged, start);
      needs |= judged;
      segments.push(decoded);
      forwarded += raw.slice(copied, start) + normalised(raw, start, at);
      copied = at;
      encoded = false;
    } else {
      if (raw.charCodeAt(start) === DOT && isAllDots(raw, start, at)) return refuse("path_dot_segment", start);
      segments.push(raw.slice(start, at));
    }
    start = at + 1;
  }
  if (needs !== 0 || copied === 0) forwarded = raw;
  else forwarded += raw.slice(copied);
  return { raw, segments, forwarded, needs: NEEDS[needs] ?? NO_NEEDS };
}

/** The segments as they are forwarded, still percent-encoded, one for each of `segments`: where delimiters of a style are told from encoded data. */
export function encodedSegments(path: CanonicalPath): readonly string[] {
  return path.forwarded.slice(1).split("/");
}

/** The segments as a server sees them that decodes before it splits: encoded slashes divide like written ones. */
export function splitSegments(path: CanonicalPath): readonly string[] {
  return path.needs.has("slash") ? path.segments.flatMap((segment) => segment.split("/")) : path.segments;
}
