/** The request line: method SP target SP version CRLF, one space each, nothing else (RFC 9112 section 3). Resumable like the field scanner. */
import { QUERY_BYTE, TARGET_BYTE, TOKEN_LOWER } from "../byte_class.ts";
import { NEED_MORE, REFUSED } from "./field_scanner.ts";
import type { Http1Limits } from "./http1_limits.ts";
import type { RefusalCode } from "./refusal.ts";
import { minorVersionAt, VERSION_BYTES } from "./version.ts";

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUESTION = 0x3f;

const METHOD = 0;
const TARGET = 1;
const QUERY = 2;
const VERSION = 3;
const LAST_LF = 4;

export class RequestLineScanner {
  /** Why the last scan refused. */
  code: RefusalCode = "method_malformed";
  /** Offset from the base behind the method; the target starts one later. */
  methodEnd = 0;
  targetEnd = 0;
  minor: 0 | 1 = 1;
  private readonly limits: Http1Limits;
  private state = METHOD;
  private at = 0;

  constructor(limits: Http1Limits) {
    this.limits = limits;
  }

  /** Starts a new line at the base. */
  begin(): void {
    this.state = METHOD;
    this.at = 0;
  }

  /** Whether nothing of a line was read yet. */
  get untouched(): boolean {
    return this.state === METHOD && this.at === 0;
  }

  /** Reads on through `bytes[base, end)`. Gives the offset from `base` behind the line, or NEED_MORE, or REFUSED. */
  scan(bytes: Uint8Array, base: number, end: number): number {
    const stop = Math.min(end, base + this.limits.requestLineBytes);
    let at = base + this.at;
    for (;;) {
      if (at >= stop) {
        if (at < end) return this.refuse("request_line_too_long");
        this.at = at - base;
        return NEED_MORE;
      }
      switch (this.state) {
        case METHOD: {
          const limit = Math.min(stop, base + this.limits.methodBytes + 1);
          while (at < limit && TOKEN_LOWER[bytes[at] ?? 0] !== 0) at += 1;
          if (at - base > this.limits.methodBytes) return this.refuse("method_too_long");
          if (at >= stop) continue;
          if (bytes[at] !== SPACE || at === base) return this.refuse(codeOfNoMethod(bytes[at] ?? 0, at === base));
          this.methodEnd = at - base;
          this.state = TARGET;
          at += 1;
          continue;
        }
        case TARGET: {
          while (at < stop && TARGET_BYTE[bytes[at] ?? 0] === 1) at += 1;
          if (at >= stop) continue;
          if (bytes[at] === QUESTION) {
            this.state = QUERY;
            continue;
          }
          const empty = at - base === this.methodEnd + 1;
          if (bytes[at] !== SPACE || empty) return this.refuse(codeAfterTarget(bytes[at] ?? 0, empty));
          this.targetEnd = at - base;
          this.state = VERSION;
          at += 1;
          continue;
        }
        case QUERY: {
          while (at < stop && QUERY_BYTE[bytes[at] ?? 0] === 1) at += 1;
          if (at >= stop) continue;
          if (bytes[at] !== SPACE) return this.refuse(codeAfterTarget(bytes[at] ?? 0, false));
          this.targetEnd = at - base;
          this.state = VERSION;
          at += 1;
          continue;
        }
        case VERSION: {
          const start = base + this.targetEnd + 1;
          while (at < stop && at - start < VERSION_BYTES && isVersionByte(bytes[at] ?? 0)) at += 1;
          if (at >= stop) continue;
          if (bytes[at] !== CR) return this.refuse(bytes[at] === LF ? "bare_lf" : "version_malformed");
          const minor = at - start === VERSION_BYTES ? minorVersionAt(bytes, start) : "version_malformed";
          if (typeof minor === "string") return this.refuse(at === start ? "version_missing" : minor);
          this.minor = minor;
          this.state = LAST_LF;
          at += 1;
          continue;
        }
        default: {
          if (bytes[at] !== LF) return this.refuse("bare_cr");
          return at + 1 - base;
        }
      }
    }
  }

  private refuse(code: RefusalCode): number {
    this.code = code;
    return REFUSED;
  }
}

function isVersionByte(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f;
}

function codeOfNoMethod(byte: number, first: boolean): RefusalCode {
  if (byte === CR && first) return "empty_line_before_request";
  return byte === LF ? "bare_lf" : "method_malformed";
}

function codeAfterTarget(byte: number, empty: boolean): RefusalCode {
  if (byte === LF) return "bare_lf";
  return byte === CR && !empty ? "version_missing" : "target_malformed";
}
