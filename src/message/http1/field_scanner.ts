/**
 * Field lines, strictly and once (RFC 9112 section 5): a machine that stops wherever the bytes end and goes on from there, so that what it says does not depend
 * on how they were cut. It accepts only `name: value` CRLF with a token name and no control in the value, then an empty line.
 */
import { isBlank } from "../../codec/field_syntax.ts";
import { TOKEN_LOWER, VALUE_BYTE } from "../byte_class.ts";
import { hashStep, matchFieldName } from "../field_names.ts";
import { Fields, OFFSETS_PER_FIELD } from "../headers.ts";
import type { RefusalCode } from "./refusal.ts";

/** Returned by a scan that needs more bytes. */
export const NEED_MORE = -1;
/** Returned by a scan that refuses; `code` says why. */
export const REFUSED = -2;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;

const LINE_START = 0;
const NAME = 1;
const VALUE_START = 2;
const VALUE = 3;
const VALUE_LF = 4;
const LAST_LF = 5;

/** What bounds a section. `sectionBytes` counts from the base given to `scan`, so a head's start line is in it. */
export interface FieldLimits {
  readonly sectionBytes: number;
  readonly fieldBytes: number;
  readonly fieldCount: number;
  readonly overSection: RefusalCode;
}

export class FieldScanner {
  /** Why the last scan refused. */
  code: RefusalCode = "field_name_malformed";
  /** Field lines read so far. */
  count = 0;
  private readonly limits: FieldLimits;
  private state = LINE_START;
  /** Offsets from the base, like all that follow. */
  private at = 0;
  private lineStart = 0;
  private nameEnd = 0;
  private valueStart = 0;
  private hash = 0;
  private readonly ids: number[] = [];
  private readonly offsets: number[] = [];

  constructor(limits: FieldLimits) {
    this.limits = limits;
  }

  /** Starts a new section at this offset from the base. */
  begin(at: number): void {
    this.state = LINE_START;
    this.at = at;
    this.lineStart = at;
    this.count = 0;
  }

  /**
   * Reads on through `bytes[base, end)`; `base` may stand elsewhere than last time if the bytes moved with it.
   * Gives the offset from `base` behind the empty line, or NEED_MORE, or REFUSED.
   */
  scan(bytes: Uint8Array, base: number, end: number): number {
    const sectionEnd = base + this.limits.sectionBytes;
    let at = base + this.at;
    for (;;) {
      const lineEnd = base + this.lineStart + this.limits.fieldBytes;
      const stop = Math.min(end, sectionEnd, lineEnd);
      if (at >= stop) {
        if (at >= end) {
          this.at = at - base;
          return NEED_MORE;
        }
        return this.refuse(at >= sectionEnd ? this.limits.overSection : "field_too_large");
      }
      const byte = bytes[at] ?? 0;
      switch (this.state) {
        case LINE_START: {
          if (byte === CR) {
            this.state = LAST_LF;
            at += 1;
            continue;
          }
          if (TOKEN_LOWER[byte] === 0) return this.refuse(codeOfNoName(byte));
          if (this.count >= this.limits.fieldCount) return this.refuse("field_count");
          this.hash = 0;
          this.state = NAME;
          continue;
        }
        case NAME: {
          let hash = this.hash;
          let lower = TOKEN_LOWER[byte] ?? 0;
          while (lower !== 0) {
            hash = hashStep(hash, lower);
            at += 1;
            if (at >= stop) break;
            lower = TOKEN_LOWER[bytes[at] ?? 0] ?? 0;
          }
          this.hash = hash;
          if (at >= stop) continue;
          if (bytes[at] !== COLON) return this.refuse(codeAfterName(bytes[at] ?? 0));
          this.nameEnd = at - base;
          this.state = VALUE_START;
          at += 1;
          continue;
        }
        case VALUE_START: {
          if (isBlank(byte)) {
            at += 1;
            continue;
          }
          this.valueStart = at - base;
          this.state = VALUE;
          continue;
        }
        case VALUE: {
          while (at < stop && VALUE_BYTE[bytes[at] ?? 0] === 1) at += 1;
          if (at >= stop) continue;
          if (bytes[at] !== CR) return this.refuse(bytes[at] === LF ? "bare_lf" : "field_value_malformed");
          this.state = VALUE_LF;
          at += 1;
          continue;
        }
        case VALUE_LF: {
          if (byte !== LF) return this.refuse("bare_cr");
          at += 1;
          this.endLine(bytes, base, at);
          continue;
        }
        default: {
          if (byte !== LF) return this.refuse("bare_cr");
          return at + 1 - base;
        }
      }
    }
  }

  /** The fields of the section that ended; `text` is that of the bytes from `start` on, which is an offset from the base. */
  toFields(text: string, start: number): Fields {
    const offsets = this.offsets.slice(0, this.count * OFFSETS_PER_FIELD);
    if (start !== 0) for (let index = 0; index < offsets.length; index += 1) offsets[index] = (offsets[index] ?? 0) - start;
    return new Fields(text, this.ids.slice(0, this.count), offsets);
  }

  private endLine(bytes: Uint8Array, base: number, next: number): void {
    let valueEnd = next - 2;
    while (valueEnd > base + this.valueStart && isBlank(bytes[valueEnd - 1] ?? 0)) valueEnd -= 1;
    const at = this.count * OFFSETS_PER_FIELD;
    this.ids[this.count] = matchFieldName(bytes, base + this.lineStart, base + this.nameEnd, this.hash);
    this.offsets[at] = this.lineStart;
    this.offsets[at + 1] = this.nameEnd;
    this.offsets[at + 2] = this.valueStart;
    this.offsets[at + 3] = valueEnd - base;
    this.offsets[at + 4] = next - base;
    this.count += 1;
    this.lineStart = next - base;
    this.state = LINE_START;
  }

  private refuse(code: RefusalCode): number {
    this.code = code;
    return REFUSED;
  }
}

/** Why a line can't start with this byte. */
function codeOfNoName(byte: number): RefusalCode {
  if (byte === SPACE || byte === TAB) return "obs_fold";
  if (byte === COLON) return "field_name_empty";
  return byte === LF ? "bare_lf" : "field_name_malformed";
}

/** Why this byte can't follow a name. */
function codeAfterName(byte: number): RefusalCode {
  if (byte === SPACE || byte === TAB) return "space_before_colon";
  if (byte === CR) return "colon_missing";
  return byte === LF ? "bare_lf" : "field_name_malformed";
}
