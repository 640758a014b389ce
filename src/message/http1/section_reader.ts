/**
 * The field section of each head of a connection. Whoever keeps a connection mostly sends the same fields again, and the same bytes mean the same again: then they
 * are compared, which is several times cheaper than reading.
 */
import type { Fields } from "../headers.ts";
import type { Latin1 } from "../latin1.ts";
import type { ByteQueue } from "./byte_queue.ts";
import { FieldScanner } from "./field_scanner.ts";
import type { Http1Limits } from "./http1_limits.ts";
import type { RefusalCode } from "./refusal.ts";

/** Longer sections are not remembered: an idle connection holds little. */
const MAX_SEEN = 4096;

/** `Seen`: what a section meant, and all that this depended on besides its bytes. */
export class SectionReader<Seen> {
  private readonly limits: Http1Limits;
  private readonly latin1: Latin1;
  private readonly scanner: FieldScanner;
  private lineEnd = 0;
  private seen: { readonly text: string; readonly meaning: Seen } | null = null;

  constructor(limits: Http1Limits, latin1: Latin1) {
    this.limits = limits;
    this.latin1 = latin1;
    this.scanner = new FieldScanner({
      sectionBytes: limits.headBytes,
      fieldBytes: limits.fieldBytes,
      fieldCount: limits.fieldCount,
      overSection: "head_too_large",
    });
  }

  /** Why the last scan refused. */
  get code(): RefusalCode {
    return this.scanner.code;
  }

  /** Line of the head where it refused. */
  get place(): string {
    return `line:${this.scanner.count + 2}`;
  }

  /** Starts the section behind a start line of that many bytes. */
  begin(lineEnd: number): void {
    this.lineEnd = lineEnd;
    this.scanner.begin(lineEnd);
  }

  /** What the last section meant, where its bytes stand here again, whole. It ended with an empty line, so that equal bytes end where it ended. */
  recall(queue: ByteQueue): Seen | null {
    const { seen } = this;
    if (seen === null || this.recalledEnd > this.limits.headBytes) return null;
    const from = queue.start + this.lineEnd;
    const to = queue.start + this.recalledEnd;
    return to <= queue.end && this.latin1(queue.bytes, from, to) === seen.text ? seen.meaning : null;
  }

  /** Bytes of the head that ends with the section recalled. */
  get recalledEnd(): number {
    return this.lineEnd + (this.seen?.text.length ?? 0);
  }

  /** Reads on. Gives the bytes of the whole head once it is there, or NEED_MORE, or REFUSED. */
  scan(queue: ByteQueue): number {
    return this.scanner.scan(queue.bytes, queue.start, queue.end);
  }

  /** The fields of a head of that many bytes, which `scan` gave. */
  fieldsOf(queue: ByteQueue, size: number): Fields {
    return this.scanner.toFields(this.latin1(queue.bytes, queue.start + this.lineEnd, queue.start + size), this.lineEnd);
  }

  /** Remembers what these fields meant, as `fieldsOf` gave them. */
  remember({ text }: Fields, meaning: Seen): void {
    this.seen = text.length > MAX_SEEN ? null : { text, meaning };
  }
}
