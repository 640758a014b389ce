/**
 * Records as lines of JSON, the one text that both the log and the event store keep: pino's `level` and `time` first, then the record's own fields. Written at
 * every exchange, so by hand and into bytes; keeps the text of what seldom changes from one record to the next.
 */
import type { ExchangeRecord } from "../kernel/record.ts";
import { ByteWriter } from "./byte_writer.ts";

/** pino's numbers of the levels that records have. */
export const RECORD_LEVELS: { readonly info: number; readonly warn: number; readonly error: number } = Object.freeze({
  info: 30,
  warn: 40,
  error: 50,
});

/** `error` for what broke, `warn` for what was refused or would have been but for observation, `info` for the rest. */
export function levelOf(record: ExchangeRecord): number {
  if (record.outcome === "failed") return RECORD_LEVELS.error;
  if (record.outcome === "denied") return RECORD_LEVELS.warn;
  for (const finding of record.findings) if (finding.would === "deny") return RECORD_LEVELS.warn;
  return RECORD_LEVELS.info;
}

/** Lines taken together, each with its line break. */
export interface LineBatch {
  /** They lie in a buffer of their own, which is larger. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly count: number;
  /** Earliest and latest `timeMs` among them. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Bytes of a buffer for lines, and after how many a batch had better be taken: the last line should still fit. */
export const LINES_CAPACITY = 262_144;
export const FULL_LINES = 196_608;

const LINE_BREAK = 0x0a;
const ENCODER = new TextEncoder();
const key = (text: string): Uint8Array => ENCODER.encode(text);

/** The constant pieces of a line, in the order of their use. */
const LEVEL = key('{"level":');
const TIME = key(',"time":');
const ID = key(',"id":');
const TIME_MS = key(',"timeMs":');
const API = key(',"api":');
const OPERATION = key(',"operation":');
const METHOD = key(',"method":');
const PATH = key(',"path":');
const HOST = key(',"host":');
const PRINCIPAL = key(',"principal":');
const CLIENT_ID = key(',"clientId":');
const JA4 = key(',"ja4":');
const CLIENT = key(',"client":');
const OUTCOME = key(',"outcome":');
const BY = key(',"by":');
const PHASE = key(',"phase":');
const CODE = key(',"code":');
const STATUS = key(',"status":');
const UPSTREAM_STATUS = key(',"upstreamStatus":');
const TARGET = key(',"upstream":');
const GRPC_STATUS = key(',"grpcStatus":');
const NO_FINDINGS = key(',"findings":[],"observed":[],"requestBytes":');
const FINDINGS = key(',"findings":');
const OBSERVED = key(',"observed":');
const REQUEST_BYTES = key(',"requestBytes":');
const RESPONSE_BYTES = key(',"responseBytes":');
const MESSAGES = key(',"messages":');
const DURATION = key(',"durationMs":');
const GATEWAY = key(',"gatewayMs":');
const UPSTREAM = key(',"upstreamMs":');
const PHASES = key(',"phases":{');
const COMMA = key(",");
const COLON = key(":");
const STEPS = key('},"steps":');
const GENERATION = key(',"generation":');
const TRACE_ID = key(',"traceId":');
const END = key("}\n");
const NULL = key("null");
const PHASE_KEYS: ReadonlyMap<string, Uint8Array> = new Map(
  ["head", "route", "authn", "identity", "body", "response"].map((phase) => [phase, key(`"${phase}":`)]),
);

/** Where in the batch a group of fields was written last, to be written again from there. */
interface Group {
  from: number;
  to: number;
}

export class RecordLines {
  private readonly writer: ByteWriter;
  private records = 0;
  private fromMs = 0;
  private toMs = 0;
  /** The record before, in this batch. */
  private last: ExchangeRecord | null = null;
  private readonly where: Group = { from: 0, to: 0 };
  private readonly who: Group = { from: 0, to: 0 };
  private readonly end: Group = { from: 0, to: 0 };

  /** `buffer`: where the first lines go, best of `LINES_CAPACITY` bytes. */
  constructor(buffer: ArrayBuffer) {
    this.writer = new ByteWriter(buffer);
  }

  /** Lines written and not yet taken. */
  get count(): number {
    return this.records;
  }

  /** Bytes of them. */
  get byteLength(): number {
    return this.writer.length;
  }

  /** Adds the line of `record`. Throws, and adds nothing, for what has no JSON text. */
  add(record: ExchangeRecord): void {
    const start = this.writer.length;
    try {
      this.write(record);
    } catch (error) {
      this.writer.truncate(start);
      this.last = null;
      throw error;
    }
    const { timeMs } = record;
    if (this.records === 0) {
      this.fromMs = timeMs;
      this.toMs = timeMs;
    } else if (timeMs < this.fromMs) this.fromMs = timeMs;
    else if (timeMs > this.toMs) this.toMs = timeMs;
    this.records++;
    this.last = record;
  }

  /** What was added since the last time, with its buffer; the next lines go into `next`. */
  take(next: ArrayBuffer): LineBatch {
    const batch = { bytes: this.writer.take(next), count: this.records, fromMs: this.fromMs, toMs: this.toMs };
    this.records = 0;
    this.last = null;
    return batch;
  }

  private write(record: ExchangeRecord): void {
    const { writer } = this;
    writer.copy(LEVEL);
    writer.number(levelOf(record));
    writer.copy(TIME);
    writer.number(record.timeMs);
    writer.copy(ID);
    writer.string(record.id);
    writer.copy(TIME_MS);
    writer.number(record.timeMs);
    this.writeWhere(record);
    writer.copy(PATH);
    writer.string(record.path);
    this.writeWho(record);
    writer.copy(CLIENT);
    writer.string(record.client);
    this.writeEnd(record);
    this.writeFindings(record);
    writer.number(record.requestBytes);
    writer.copy(RESPONSE_BYTES);
    writer.number(record.responseBytes);
    writer.copy(MESSAGES);
    if (record.messages === null) writer.copy(NULL);
    else writer.json(record.messages);
    writer.copy(DURATION);
    writer.number(record.durationMs);
    writer.copy(GATEWAY);
    writer.number(record.gatewayMs);
    writer.copy(UPSTREAM);
    this.writeNumberOrNull(record.upstreamMs);
    this.writePhases(record.phases);
    writer.copy(STEPS);
    writer.number(record.steps);
    writer.copy(GENERATION);
    writer.number(record.generation);
    writer.copy(TRACE_ID);
    writer.string(record.traceId);
    writer.copy(END);
  }

  private writeWhere({ api, operation, method }: ExchangeRecord): void {
    const { writer, where, last } = this;
    if (last !== null && api === last.api && operation === last.operation && method === last.method) {
      writer.repeat(where.from, where.to);
      return;
    }
    where.from = writer.length;
    writer.copy(API);
    writer.string(api);
    writer.copy(OPERATION);
    writer.string(operation);
    writer.copy(METHOD);
    writer.string(method);
    where.to = writer.length;
  }

  private writeWho({ host, principal, clientId, ja4 }: ExchangeRecord): void {
    const { writer, who, last } = this;
    if (last !== null && host === last.host && principal === last.principal && clientId === last.clientId && ja4 === last.ja4) {
      writer.repeat(who.from, who.to);
      return;
    }
    who.from = writer.length;
    writer.copy(HOST);
    writer.string(host);
    writer.copy(PRINCIPAL);
    writer.string(principal);
    writer.copy(CLIENT_ID);
    writer.string(clientId);
    writer.copy(JA4);
    writer.string(ja4);
    who.to = writer.length;
  }

  private writeEnd(record: ExchangeRecord): void {
    const { writer, end, last } = this;
    if (last !== null && endsAlike(record, last)) {
      writer.repeat(end.from, end.to);
      return;
    }
    end.from = writer.length;
    writer.copy(OUTCOME);
    writer.string(record.outcome);
    writer.copy(BY);
    writer.string(record.by);
    writer.copy(PHASE);
    writer.string(record.phase);
    writer.copy(CODE);
    writer.string(record.code);
    writer.copy(STATUS);
    writer.number(record.status);
    writer.copy(UPSTREAM_STATUS);
    this.writeNumberOrNull(record.upstreamStatus);
    writer.copy(TARGET);
    writer.string(record.upstream);
    writer.copy(GRPC_STATUS);
    this.writeNumberOrNull(record.grpcStatus);
    end.to = writer.length;
  }

  private writeFindings({ findings, observed }: ExchangeRecord): void {
    const { writer } = this;
    if (findings.length === 0 && observed.length === 0) {
      writer.copy(NO_FINDINGS);
      return;
    }
    writer.copy(FINDINGS);
    writer.json(findings);
    writer.copy(OBSERVED);
    writer.json(observed);
    writer.copy(REQUEST_BYTES);
  }

  private writePhases(phases: ExchangeRecord["phases"]): void {
    const { writer } = this;
    writer.copy(PHASES);
    let first = true;
    for (const phase in phases) {
      if (!first) writer.copy(COMMA);
      first = false;
      const known = PHASE_KEYS.get(phase);
      if (known === undefined) {
        writer.string(phase);
        writer.copy(COLON);
      } else writer.copy(known);
      writer.number(phases[phase] ?? 0);
    }
  }

  private writeNumberOrNull(value: number | null): void {
    if (value === null) this.writer.copy(NULL);
    else this.writer.number(value);
  }
}

function endsAlike(record: ExchangeRecord, last: ExchangeRecord): boolean {
  return (
    record.outcome === last.outcome &&
    record.status === last.status &&
    record.by === last.by &&
    record.phase === last.phase &&
    record.code === last.code &&
    record.upstreamStatus === last.upstreamStatus &&
    record.upstream === last.upstream &&
    record.grpcStatus === last.grpcStatus
  );
}

/** Lines of a batch as text, without their line breaks. */
export function linesOf(bytes: Uint8Array): readonly string[] {
  const end = bytes.at(-1) === LINE_BREAK ? bytes.length - 1 : bytes.length;
  return end === 0 ? [] : new TextDecoder().decode(bytes.subarray(0, end)).split("\n");
}
