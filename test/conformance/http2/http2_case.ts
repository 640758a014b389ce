/** One MUST of RFC 9113 as frames: what breaks it and how a server has to react, and the twin that keeps it and is answered. */
import type { FieldPair } from "../../support/hpack.ts";
import { FLAG, headers, PREFACE, settings } from "../../support/http2_frames.ts";

export interface Http2Case {
  /** Of RFC 9113, where no other document is named. */
  readonly section: string;
  readonly rule: string;
  /** `connection ERROR`, `stream ERROR`, `refused STATUS CODE`, `answered STATUS`. What happens on stream 1, or on `on`. */
  readonly expect: string;
  readonly frames: readonly Uint8Array[];
  /** Answered with 200 on the same stream. */
  readonly twin: readonly Uint8Array[];
  readonly on?: number;
  /** Sent before the frames; the connection's regular beginning where it is not given. */
  readonly opening?: Uint8Array;
  /** The same for the twin. */
  readonly twinOpening?: Uint8Array;
  /** Why we do otherwise than the section says, where we do. */
  readonly deviates?: string;
}

export const GET: readonly FieldPair[] = [
  [":method", "GET"],
  [":scheme", "http"],
  [":path", "/a"],
  [":authority", "api.test"],
];
export const POST: readonly FieldPair[] = [[":method", "POST"], ...GET.slice(1)];

export const OPENING: Buffer = Buffer.concat([PREFACE, settings(), settings([], FLAG.ack)]);

/** A whole request without content. */
export function get(stream: number, ...fields: readonly FieldPair[]): Buffer {
  return headers(stream, [...GET, ...fields]);
}

/** The head of a request with content. */
export function post(stream: number, ...fields: readonly FieldPair[]): Buffer {
  return headers(stream, [...POST, ...fields], FLAG.endHeaders);
}

/** The fields of GET with one pseudo-header changed, or left out where `value` is null. */
export function withPseudo(name: string, value: string | null, base: readonly FieldPair[] = GET): readonly FieldPair[] {
  return base.flatMap((pair) => (pair[0] !== name ? [pair] : value === null ? [] : [[name, value] as const]));
}
