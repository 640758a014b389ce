/** How much of a message is read before it is refused. All sizes are bytes on the wire, line ends included. */

export interface Http1Limits {
  /** Request line or status line; beyond it 414. */
  readonly requestLineBytes: number;
  /** Method; beyond it 501 (RFC 9112 section 3). */
  readonly methodBytes: number;
  /** Whole head, start line and empty line included; beyond it 431. */
  readonly headBytes: number;
  /** One field line; beyond it 431. */
  readonly fieldBytes: number;
  /** Field lines of a head; beyond it 431. */
  readonly fieldCount: number;
  /** Whole trailer section; beyond it 431. */
  readonly trailerBytes: number;
  /** Field lines of a trailer section; beyond it 431. */
  readonly trailerCount: number;
  /** Line with the size of a chunk; beyond it 400. No extension is accepted, so 16 holds every size. */
  readonly chunkLineBytes: number;
  /** Chunks of one message beyond one for each 16 bytes of its content: each costs work, here and behind us, whatever it holds; beyond it 400. */
  readonly smallChunks: number;
  /** Content of one message as a last bound, declared or counted; beyond it 413. The limit of an operation is lower and applied above. */
  readonly bodyBytes: number;
  /** Informational responses (1xx) before a final one; beyond it the response is refused. */
  readonly informationalCount: number;
}

const GIB = 1024 ** 3;

/** Limits towards clients. */
export const DEFAULT_REQUEST_LIMITS: Http1Limits = Object.freeze({
  requestLineBytes: 8192,
  methodBytes: 32,
  headBytes: 32_768,
  fieldBytes: 16_384,
  fieldCount: 100,
  trailerBytes: 8192,
  trailerCount: 32,
  chunkLineBytes: 16,
  smallChunks: 2_000,
  bodyBytes: GIB,
  informationalCount: 0,
});

/** Limits towards upstreams: the same, but a download may be of any size and come in pieces of any size that a double counts exactly. */
export const DEFAULT_RESPONSE_LIMITS: Http1Limits = Object.freeze({
  ...DEFAULT_REQUEST_LIMITS,
  smallChunks: Number.MAX_SAFE_INTEGER,
  bodyBytes: Number.MAX_SAFE_INTEGER,
  informationalCount: 8,
});
