/**
 * Records as lines of Apache's combined log format: `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"`. It is the record in another dress: of queries the
 * names alone, of a referer no more than of the request's own target.
 */
import type { HeaderFields } from "../kernel/exchange.ts";
import type { ExchangeRecord } from "../kernel/record.ts";
import { toBare, toQuoted } from "./access_text.ts";
import { ByteWriter } from "./byte_writer.ts";
import { maskField, maskReferer } from "./mask.ts";
import type { LineBatch } from "./record_lines.ts";

/** What a line says that the record does not. */
export interface AccessDetails {
  /** Version of HTTP that the client speaks. */
  readonly protocol: "1.0" | "1.1" | "2";
  /** Bytes of the answer's content. */
  readonly contentBytes: number;
}

const MONTHS: readonly string[] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

/** `%t` in UTC: `[10/Oct/2000:20:55:36 +0000]`. */
function toTime(ms: number): string {
  const date = new Date(ms);
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()] ?? ""}/${date.getUTCFullYear()}`;
  return `[${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000]`;
}

/** HTTP/2 is written `HTTP/2.0`, as Apache and nginx do. */
const PROTOCOLS = { "1.0": "HTTP/1.0", "1.1": "HTTP/1.1", "2": "HTTP/2.0" } as const;

/** One line with its line break, ASCII. */
export function combinedLine(record: ExchangeRecord, headers: HeaderFields, details: AccessDetails): string {
  const { method, path, status } = record;
  // Where no request could be read there is no line of it.
  const request = method === "" ? '"-"' : `"${toBare(method)} ${toBare(path)} ${PROTOCOLS[details.protocol]}"`;
  const referer = headers.get("referer");
  const userAgent = headers.get("user-agent");
  const head = `${toBare(record.client)} - ${toBare(record.principal)} ${toTime(record.timeMs)} ${request}`;
  const answer = `${status === 0 ? "-" : status} ${details.contentBytes === 0 ? "-" : details.contentBytes}`;
  const who = `${toQuoted(referer === undefined ? null : maskReferer(referer))} ${toQuoted(userAgent === undefined ? null : maskField("user-agent", userAgent))}`;
  return `${head} ${answer} ${who}\n`;
}

export class CombinedLines {
  private readonly writer: ByteWriter;
  private records = 0;
  private fromMs = Infinity;
  private toMs = -Infinity;

  /** `buffer`: where the first lines go. */
  constructor(buffer: ArrayBuffer) {
    this.writer = new ByteWriter(buffer);
  }

  /** Lines written and not yet taken. */
  get count(): number {
    return this.records;
  }

  add(record: ExchangeRecord, headers: HeaderFields, details: AccessDetails): void {
    this.writer.ascii(combinedLine(record, headers, details));
    this.records++;
    this.fromMs = Math.min(this.fromMs, record.timeMs);
    this.toMs = Math.max(this.toMs, record.timeMs);
  }

  /** What was added since the last time, with its buffer; the next lines go into `next`. */
  take(next: ArrayBuffer): LineBatch {
    const batch = { bytes: this.writer.take(next), count: this.records, fromMs: this.fromMs, toMs: this.toMs };
    this.records = 0;
    this.fromMs = Infinity;
    this.toMs = -Infinity;
    return batch;
  }
}
