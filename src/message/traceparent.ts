/** Trace context (W3C Trace Context, section 3.2): the trace an exchange belongs to is carried on, or begun where none, or an unreadable one, came. */
import type { Random } from "../kernel/deps.ts";

export interface TraceParent {
  /** 32 lower-case hex digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hex digits, not all zero: the span of whoever sent it. */
  readonly parentId: string;
  /** Bit 0: the caller recorded; bit 1: the trace id is random. */
  readonly flags: number;
}

/** The place of one exchange in its trace. */
export interface TraceContext {
  readonly traceId: string;
  /** Our span. */
  readonly spanId: string;
  /** The caller's span; null where the trace begins here. */
  readonly parentId: string | null;
  readonly flags: number;
  /** The `traceparent` for the upstream, version 00. */
  readonly header: string;
}

const LENGTH = 55;
const ZERO_TRACE = "0".repeat(32);
const ZERO_SPAN = "0".repeat(16);

function isLowerHex(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (!((code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66))) return false;
  }
  return true;
}

function digit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 0x3a ? code - 0x30 : code - 0x57;
}

/**
 * The parent in a `traceparent` value, or null: upper case, zero ids, version ff, any length but 55 in version 00. A later version is read by its first 55
 * characters if nothing or a dash follows (section 3.2.4). Several field lines are invalid; that is the caller's to see.
 */
export function parseTraceparent(text: string): TraceParent | null {
  if (text.length < LENGTH || text.charAt(2) !== "-" || text.charAt(35) !== "-" || text.charAt(52) !== "-") return null;
  if (!isLowerHex(text, 0, 2) || !isLowerHex(text, 3, 35) || !isLowerHex(text, 36, 52) || !isLowerHex(text, 53, 55)) return null;
  if (text.startsWith("ff")) return null;
  if (text.length > LENGTH && (text.startsWith("00") || text.charAt(LENGTH) !== "-")) return null;
  const traceId = text.slice(3, 35);
  const parentId = text.slice(36, 52);
  if (traceId === ZERO_TRACE || parentId === ZERO_SPAN) return null;
  return { traceId, parentId, flags: digit(text, 53) * 16 + digit(text, 54) };
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const BATCH = 4096;
const SAMPLED = 1;
const RANDOM_TRACE_ID = 2;
/** What section 3.2.2.4 lets a participant keep; later versions' flags mean nothing to us. */
const KNOWN_FLAGS = SAMPLED | RANDOM_TRACE_ID;

/**
 * A source of contexts: gives the one for an exchange, from its inbound `traceparent` (undefined where there is none or more than one). A caller's trace is
 * continued with its flags; else a new random trace begins, not sampled. Randomness is drawn in batches.
 * `tracestate` goes on only where `parentId` is not null.
 */
export function traceSource(random: Random): (inbound: string | undefined) => TraceContext {
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;

  function id(bytes: number): string {
    if (used + bytes > pool.length) {
      pool = random.bytes(BATCH);
      used = 0;
    }
    let text = "";
    let any = 0;
    for (const end = used + bytes; used < end; used += 1) {
      any |= pool[used] ?? 0;
      text += HEX[pool[used] ?? 0] ?? "";
    }
    return any === 0 ? `${text.slice(0, -1)}1` : text;
  }

  return (inbound) => {
    const parent = inbound === undefined ? null : parseTraceparent(inbound);
    const traceId = parent === null ? id(16) : parent.traceId;
    const spanId = id(8);
    const flags = parent === null ? RANDOM_TRACE_ID : parent.flags & KNOWN_FLAGS;
    return {
      traceId,
      spanId,
      parentId: parent === null ? null : parent.parentId,
      flags,
      header: `00-${traceId}-${spanId}-${HEX[flags] ?? "00"}`,
    };
  };
}
