/** Trace context (W3C Trace Context, section 3.2): the trace an exchange belongs to is carried on, or begun where none, or an unreadable one, came. */
import type { Random } from "../kernel/deps.ts";
import type { HeaderFields } from "../kernel/exchange.ts";
import { carriedTracestate } from "./tracestate.ts";

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
  /** The span that the upstream gets as its parent: that of asking it. */
  readonly spanId: string;
  /** The caller's span; null where the trace begins here. */
  readonly parentId: string | null;
  readonly flags: number;
  /** The `traceparent` for the upstream, version 00. */
  readonly header: string;
  /** The `tracestate` for the upstream, or null. */
  readonly state: string | null;
}

/** Whether traces are recorded here: then the decision is ours, and the upstream is told it. */
export interface Sampling {
  /** Of the exchanges for which nobody decided: 0 none, 1 all. */
  readonly ratio: number;
  /** Whether the `sampled` flag of that peer (canonical address) decides. */
  readonly follows: (peer: string) => boolean;
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
 * characters if nothing or a dash follows (section 3.2.4).
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
 * A source of contexts: gives the one for an exchange, from its fields and the peer they came from. A caller's trace is continued; else a new random trace begins.
 * Without `sampling` the caller's flags are carried on and a new trace is not sampled. With it `sampled` is the flag of a caller that is followed, else drawn.
 * Randomness comes in batches.
 */
export function traceSource(random: Random, sampling: Sampling | null): (headers: HeaderFields, peer: string) => TraceContext {
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;

  function reserve(bytes: number): void {
    if (used + bytes <= pool.length) return;
    pool = random.bytes(BATCH);
    used = 0;
  }

  function id(bytes: number): string {
    reserve(bytes);
    let text = "";
    let any = 0;
    for (const end = used + bytes; used < end; used += 1) {
      any |= pool[used] ?? 0;
      text += HEX[pool[used] ?? 0] ?? "";
    }
    return any === 0 ? `${text.slice(0, -1)}1` : text;
  }

  /** Why not from the trace id, as samplers of inner services do: the caller chooses that, and with it whether it is seen. */
  function drawn(ratio: number): number {
    reserve(4);
    const value =
      ((pool[used] ?? 0) * 0x100_0000 + (((pool[used + 1] ?? 0) << 16) | ((pool[used + 2] ?? 0) << 8) | (pool[used + 3] ?? 0))) /
      0x1_0000_0000;
    used += 4;
    return value < ratio ? SAMPLED : 0;
  }

  function flagsOf(parent: TraceParent | null, peer: string): number {
    if (sampling === null) return parent === null ? RANDOM_TRACE_ID : parent.flags & KNOWN_FLAGS;
    if (parent === null) return RANDOM_TRACE_ID | drawn(sampling.ratio);
    if (sampling.follows(peer)) return parent.flags & KNOWN_FLAGS;
    return (parent.flags & RANDOM_TRACE_ID) | drawn(sampling.ratio);
  }

  return (headers, peer) => {
    const parent = parentOf(headers);
    const traceId = parent === null ? id(16) : parent.traceId;
    const spanId = id(8);
    const flags = flagsOf(parent, peer);
    return {
      traceId,
      spanId,
      parentId: parent === null ? null : parent.parentId,
      flags,
      header: `00-${traceId}-${spanId}-${HEX[flags] ?? "00"}`,
      state: parent === null || !headers.has("tracestate") ? null : carriedTracestate(headers.getAll("tracestate")),
    };
  };
}

/** Whether a trace is recorded, by its flags. */
export function isSampled({ flags }: TraceContext): boolean {
  return (flags & SAMPLED) !== 0;
}

/** The one parent that the fields name; several field lines name none (section 3.2). */
function parentOf(headers: HeaderFields): TraceParent | null {
  const text = headers.get("traceparent");
  if (text === undefined || headers.getAll("traceparent").length > 1) return null;
  return parseTraceparent(text);
}
