/** A connection on its way to the protocol it speaks, and the stages that look at it before. */
import type net from "node:net";

/** What is known of it so far. */
export interface Arrival {
  /** As accepted. Nothing reads from it but the stage under way. */
  readonly socket: net.Socket;
  /** Canonical address of the other end: of the TCP peer, or as a trusted proxy told it. */
  readonly address: string;
  readonly port: number;
  /** Fingerprint of the ClientHello. */
  readonly ja4: string | null;
  /** Whether a certificate authority asks for proof that the host is ours (RFC 8737), and for nothing else. */
  readonly validation: boolean;
  /** What it speaks where no TLS says so, by its ALPN name; null for HTTP/1.1. */
  readonly protocol: string | null;
}

/**
 * Looks at a connection's first bytes and gives what is known then; null once it has destroyed the socket. Bytes that belong to what comes after are put back
 * with `unshift`, and the socket is left paused (Why: bytes that flow before the next reader is there are lost, and the handshake would wait for ever).
 * The listener destroys a socket whose stages take too long; a stage sees that as `close`.
 */
export type Stage = (arrival: Arrival) => Arrival | null | Promise<Arrival | null>;
