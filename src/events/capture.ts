/**
 * Requests kept whole for a while, so that `explain` can run them again: only those an operator asked for beforehand (`capture: { match, for }`), sealed before they
 * are stored, gone after a day. Without it the store holds no request at all.
 */
import { z } from "zod";
import type { Clock } from "../kernel/deps.ts";
import type { Buffered } from "../kernel/exchange.ts";
import type { ExchangeRecord } from "../kernel/record.ts";
import { type EventFilter, matchesFilter } from "./query.ts";

/** How long a captured request can be opened. */
export const CAPTURE_KEEP_MS = 86_400_000;
/** Larger bodies are not kept; the capture says so. */
export const MAX_CAPTURED_BODY = 65_536;
/** Captures of one window; more are counted, not kept, whatever matches. */
export const MAX_CAPTURES = 1_000;

/** What is needed to judge a request again. */
export interface CapturedRequest {
  readonly id: string;
  readonly receivedAtMs: number;
  readonly method: string;
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number | null;
  /** Path as received, with query. */
  readonly target: string;
  /** Fields in order, secrets among them. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly client: string;
  /** `whole`: `body` is what was judged. `streamed`, `too_large`: there was one, and it is not here. */
  readonly bodyKind: "none" | "whole" | "streamed" | "too_large";
  readonly body: Uint8Array;
}

/** When and what to capture. */
export interface CaptureWindow {
  readonly match: EventFilter;
  readonly untilMs: number;
}

/** Encrypts; `id` is bound to the result, so that one capture can't stand for another. */
export interface Sealer {
  seal(id: string, plain: Uint8Array): Uint8Array;
}

/** Takes sealed captures: the event store. */
export interface CaptureTarget {
  capture(id: string, expiresMs: number, sealed: Uint8Array): void;
}

export class Captures {
  /** Matches that came after the bound. */
  skipped = 0;
  private readonly clock: Clock;
  private readonly sealer: Sealer;
  private readonly target: CaptureTarget;
  private window: CaptureWindow | null = null;
  private taken = 0;

  constructor(clock: Clock, sealer: Sealer, target: CaptureTarget) {
    this.clock = clock;
    this.sealer = sealer;
    this.target = target;
  }

  /** Begins a window, or ends the present one (null). */
  open(window: CaptureWindow | null): void {
    this.window = window;
    this.taken = 0;
  }

  /** Keeps the request of an exchange that is over, where it matches. One comparison while no window is open. */
  offer(exchange: Buffered, record: ExchangeRecord): void {
    const { window } = this;
    if (window === null) return;
    const now = this.clock.nowMs();
    if (now >= window.untilMs) {
      this.window = null;
      return;
    }
    if (!matchesFilter(record, window.match)) return;
    if (this.taken >= MAX_CAPTURES) {
      this.skipped++;
      return;
    }
    this.taken++;
    this.target.capture(exchange.id, now + CAPTURE_KEEP_MS, this.sealer.seal(exchange.id, encodeCapture(captureOf(exchange))));
  }
}

/** The request of an exchange. */
export function captureOf(exchange: Buffered): CapturedRequest {
  const { headers, body, query } = exchange;
  const fields = Array.from({ length: headers.length }, (_unused, index) => [headers.nameAt(index), headers.valueAt(index)] as const);
  const whole = body.kind === "buffered" && body.bytes.length <= MAX_CAPTURED_BODY;
  return {
    id: exchange.id,
    receivedAtMs: exchange.receivedAtMs,
    method: exchange.method,
    scheme: exchange.scheme,
    host: exchange.host.name,
    port: exchange.host.port,
    target: query === null ? exchange.path.raw : `${exchange.path.raw}?${query}`,
    fields,
    client: exchange.client.address,
    bodyKind: body.kind === "buffered" ? (whole ? "whole" : "too_large") : body.kind,
    body: whole ? body.bytes : new Uint8Array(0),
  };
}

const head = z.strictObject({
  id: z.string(),
  receivedAtMs: z.number(),
  method: z.string(),
  scheme: z.enum(["http", "https"]),
  host: z.string(),
  port: z.int().nullable(),
  target: z.string(),
  fields: z.array(z.tuple([z.string(), z.string()])),
  client: z.string(),
  bodyKind: z.enum(["none", "whole", "streamed", "too_large"]),
});
const LENGTH_BYTES = 4;

/** Length of the head, the head as JSON, the body. */
export function encodeCapture({ body, ...request }: CapturedRequest): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(request));
  const bytes = new Uint8Array(LENGTH_BYTES + text.length + body.length);
  new DataView(bytes.buffer).setUint32(0, text.length);
  bytes.set(text, LENGTH_BYTES);
  bytes.set(body, LENGTH_BYTES + text.length);
  return bytes;
}

/** Null for what `encodeCapture` did not write. */
export function decodeCapture(bytes: Uint8Array): CapturedRequest | null {
  if (bytes.length < LENGTH_BYTES) return null;
  const end = LENGTH_BYTES + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  if (end > bytes.length) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, end));
    const parsed = head.safeParse(JSON.parse(text));
    return parsed.success ? { ...parsed.data, body: new Uint8Array(bytes.subarray(end)) } : null;
  } catch {
    return null;
  }
}
