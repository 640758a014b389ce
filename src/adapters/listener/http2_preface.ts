/** HTTP/2 without TLS, by prior knowledge (RFC 9113 section 3.3): a connection that begins with the client's preface speaks it, any other HTTP/1.1. */
import type { Stage } from "./arrival.ts";
import { type Decided, peek } from "./peek.ts";
import { HTTP2 } from "./protocols.ts";

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** What is spoken, told by the first byte that differs from the preface, or by its last. */
function decide(bytes: Uint8Array): Decided<{ readonly protocol: typeof HTTP2 | null }> | null {
  const seen = Math.min(bytes.length, PREFACE.length);
  if (PREFACE.compare(bytes, 0, seen, 0, seen) !== 0) return { value: { protocol: null }, used: 0 };
  return seen === PREFACE.length ? { value: { protocol: HTTP2 }, used: 0 } : null;
}

/** A connection that ends before it tells has asked for nothing: it is let go. */
export const http2Preface: Stage = async (arrival) => {
  const told = await peek(arrival.socket, decide);
  if (told !== null) return { ...arrival, ...told };
  arrival.socket.destroy();
  return null;
};
