/** The status line: version SP three digits SP reason CRLF (RFC 9112 section 4). The reason may be empty, its space may not. Resumable. */
import { VALUE_BYTE } from "../byte_class.ts";
import { NEED_MORE, REFUSED } from "./field_scanner.ts";
import type { Http1Limits } from "./http1_limits.ts";
import type { RefusalCode } from "./refusal.ts";
import { minorVersionAt, VERSION_BYTES } from "./version.ts";

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
/** Version, space, three digits, space. */
const FIXED_BYTES = VERSION_BYTES + 5;

const FIXED = 0;
const REASON = 1;
const LAST_LF = 2;

export class StatusLineScanner {
  /** Why the last scan refused. */
  code: RefusalCode = "status_line_malformed";
  minor: 0 | 1 = 1;
  status = 0;
  private readonly limits: Http1Limits;
  private state = FIXED;
  private at = 0;

  constructor(limits: Http1Limits) {
    this.limits = limits;
  }

  /** Starts a new line at the base. */
  begin(): void {
    this.state = FIXED;
    this.at = 0;
  }

  /** Reads on through `bytes[base, end)`. Gives the offset from `base` behind the line, or NEED_MORE, or REFUSED. */
  scan(bytes: Uint8Array, base: number, end: number): number {
    const stop = Math.min(end, base + this.limits.requestLineBytes);
    let at = base + this.at;
    for (;;) {
      if (at >= stop) {
        if (at < end) return this.refuse("status_line_too_long");
        this.at = at - base;
        return NEED_MORE;
      }
      const byte = bytes[at] ?? 0;
      switch (this.state) {
        case FIXED: {
          if (!isFixedByte(byte, at - base)) return this.refuse(byte === LF ? "bare_lf" : "status_line_malformed");
          at += 1;
          if (at - base < FIXED_BYTES) continue;
          if (!this.readFixed(bytes, base)) return REFUSED;
          this.state = REASON;
          continue;
        }
        case REASON: {
          while (at < stop && VALUE_BYTE[bytes[at] ?? 0] === 1) at += 1;
          if (at >= stop) continue;
          if (bytes[at] !== CR) return this.refuse(bytes[at] === LF ? "bare_lf" : "status_line_malformed");
          this.state = LAST_LF;
          at += 1;
          continue;
        }
        default: {
          if (byte !== LF) return this.refuse("bare_cr");
          return at + 1 - base;
        }
      }
    }
  }

  private readFixed(bytes: Uint8Array, base: number): boolean {
    const minor = minorVersionAt(bytes, base);
    if (typeof minor === "string") {
      this.refuse(minor);
      return false;
    }
    const first = base + VERSION_BYTES + 1;
    const digit = (index: number): number => (bytes[first + index] ?? 0) - 0x30;
    this.minor = minor;
    this.status = digit(0) * 100 + digit(1) * 10 + digit(2);
    if (this.status >= 100 && this.status <= 599) return true;
    this.refuse("status_unknown");
    return false;
  }

  private refuse(code: RefusalCode): number {
    this.code = code;
    return REFUSED;
  }
}

/** Whether the byte may stand at this offset of the part with fixed places; the version is judged once it is whole. */
function isFixedByte(byte: number, offset: number): boolean {
  if (offset < VERSION_BYTES) return byte > 0x20 && byte < 0x7f;
  if (offset === VERSION_BYTES || offset === FIXED_BYTES - 1) return byte === SPACE;
  return byte >= 0x30 && byte <= 0x39;
}
