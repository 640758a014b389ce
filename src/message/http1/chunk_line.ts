/**
 * The line before a chunk: hexadecimal digits and CRLF (RFC 9112 section 7.1). Extensions are refused altogether: nobody uses them but to hide a request.
 * Each byte is consumed as it is read, so nothing of the line is kept.
 */
import { hexValue } from "../../codec/percent.ts";
import type { ByteQueue } from "./byte_queue.ts";
import { NEED_MORE, REFUSED } from "./field_scanner.ts";
import type { RefusalCode } from "./refusal.ts";

const LF = 0x0a;
const CR = 0x0d;
const SEMICOLON = 0x3b;

export class ChunkLineScanner {
  /** Why the last scan refused. */
  code: RefusalCode = "chunk_size_malformed";
  /** Size that the line tells, once it is whole. */
  size = 0;
  private readonly limit: number;
  private read = 0;
  private atLf = false;

  constructor(limitBytes: number) {
    this.limit = limitBytes;
  }

  /** Starts a new line. */
  begin(): void {
    this.size = 0;
    this.read = 0;
    this.atLf = false;
  }

  /** Reads on; gives the bytes of the line once it is whole, or NEED_MORE, or REFUSED. */
  scan(queue: ByteQueue): number {
    while (queue.start < queue.end) {
      const byte = queue.bytes[queue.start] ?? 0;
      if (this.read >= this.limit) return this.refuse("chunk_line_too_long");
      queue.start += 1;
      this.read += 1;
      if (this.atLf) return byte === LF ? this.read : this.refuse("bare_cr");
      const digit = hexValue(byte);
      if (digit >= 0) {
        this.size = this.size * 16 + digit;
        if (!Number.isSafeInteger(this.size)) return this.refuse("chunk_size_malformed");
        continue;
      }
      if (byte !== CR || this.read === 1) return this.refuse(codeOfNoDigit(byte));
      this.atLf = true;
    }
    return NEED_MORE;
  }

  private refuse(code: RefusalCode): number {
    this.code = code;
    return REFUSED;
  }
}

function codeOfNoDigit(byte: number): RefusalCode {
  if (byte === SEMICOLON) return "chunk_extension";
  return byte === LF ? "bare_lf" : "chunk_size_malformed";
}
