/**
 * The exchange: a request that learns more about itself phase by phase (DESIGN section 2). Each type adds fields and makes none optional, so a guard of an
 * early phase cannot name what is not known yet.
 */
import type { WorkBudget } from "./budget.ts";
import type { ConnectionTls } from "./connection.ts";
import type { LimitStanding } from "./limit_standing.ts";
import type { Principal } from "./principal.ts";
import type { Outcome } from "./record.ts";

/** Header fields in order, names lower case, values without surrounding blanks; bytes as latin1 text. */
export interface HeaderFields {
  readonly length: number;
  /** Lower-case name of the field at `index`. */
  nameAt(index: number): string;
  valueAt(index: number): string;
  /** The first value, or undefined. `name` must be lower case. */
  get(name: string): string | undefined;
  /** Every value, in order. */
  getAll(name: string): readonly string[];
  has(name: string): boolean;
}

/** How the body is framed on the wire (RFC 9112 section 6). */
export type BodyFraming = { readonly kind: "none" } | { readonly kind: "length"; readonly bytes: number } | { readonly kind: "chunked" };

/**
 * The path in its one canonical reading. `segments` are percent-decoded once, never empty but for a last one that stands for a trailing slash.
 * `forwarded` is what the upstream gets: segments encoded again in the one canonical way, or `raw` where the operation declares its ambiguity.
 */
export interface CanonicalPath {
  /** As received, starting with `/`, without query. */
  readonly raw: string;
  readonly segments: readonly string[];
  readonly forwarded: string;
  /** What only a declaring operation may receive; empty for an ordinary path. */
  readonly needs: ReadonlySet<PathLicence>;
}

/** What a path contains that is refused unless the matched operation declares it: `;` for matrix and label parameters, a slash inside a multi-segment one. */
export type PathLicence = "semicolon" | "dot" | "slash";

export interface CanonicalHost {
  /** Lower-case registered name or bracketed/dotted IP literal, without port. */
  readonly name: string;
  /** Explicit port, or null. */
  readonly port: number | null;
}

/** Who is at the other end, after `trusted_proxies` were taken into account. */
export interface Client {
  /** Address that rules and limits apply to (canonical text; IPv4-mapped IPv6 as IPv4). */
  readonly address: string;
  /** Address of the TCP peer, or of the client that it named by the PROXY protocol where the listener believes it. */
  readonly peerAddress: string;
  readonly peerPort: number;
  /** Whether `address` came from a trusted proxy's `Forwarded` or `X-Forwarded-For`. */
  readonly viaProxy: boolean;
  /** TLS of the connection to the gateway itself; null where it has none, whatever a trusted proxy tells of its own. */
  readonly tls: ConnectionTls | null;
}

/** What a guard may ask for besides its verdict. */
export interface Effects {
  /** Calls back once when the exchange is over, however it ended: to release a slot, to count a failure. */
  onEnd(callback: (outcome: Outcome) => void): void;
  /**
   * Adds a field to whatever answer leaves, refusals included; the name lower case. A later call with the same name replaces, and the field replaces the
   * upstream's of that name, but for `vary`, whose members are added to the upstream's. Throws for what can't stand in a field: the guard then fails.
   */
  setResponseHeader(name: string, value: string): void;
  /** Tells the caller, on whatever answer leaves, how a rate limit stands; of several the tightest. */
  tellLimit(standing: LimitStanding): void;
}

/** What is known once the head is read. */
export interface Received {
  /** UUIDv7; also `X-Request-Id`, the event's id and `instance` of a problem. */
  readonly id: string;
  readonly receivedAtMs: number;
  readonly method: string;
  readonly scheme: "http" | "https";
  readonly host: CanonicalHost;
  readonly path: CanonicalPath;
  /** Raw query without `?`, null when the target has none. Forwarded as it is. */
  readonly query: string | null;
  readonly headers: HeaderFields;
  readonly framing: BodyFraming;
  readonly client: Client;
  readonly budget: WorkBudget;
  /** Aborted when the client leaves or the whole-request limit passes. */
  readonly signal: AbortSignal;
  readonly effects: Effects;
}

/** What kernel code may know of an operation; `openapi/` has the whole. */
export interface OperationView {
  /** `operationId`, or `METHOD /template` where there is none. Unique in its API. */
  readonly id: string;
  readonly method: string;
  /** As in the document, base path not included. */
  readonly template: string;
  readonly tags: readonly string[];
}

export interface Routed extends Received {
  /** Name of the API in the configuration. */
  readonly api: string;
  readonly operation: OperationView;
  /** Raw (still serialised, percent-decoded) text per path parameter. */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** The same, still percent-encoded as forwarded: where delimiters of a style are told from encoded data. */
  readonly encodedPathParameters: Readonly<Record<string, string>>;
}

export interface Identified extends Routed {
  readonly principal: Principal;
}

/** The body as judged: whole and content-decoded, or not needed by any guard (then it streams). */
export type BodyView =
  | { readonly kind: "none" }
  | { readonly kind: "streamed" }
  | { readonly kind: "buffered"; readonly bytes: Uint8Array };

export const NO_BODY: BodyView = Object.freeze({ kind: "none" });
export const STREAMED: BodyView = Object.freeze({ kind: "streamed" });

export interface Buffered extends Identified {
  readonly body: BodyView;
}

export interface Answered extends Buffered {
  readonly response: {
    readonly status: number;
    readonly headers: HeaderFields;
    readonly body: BodyView;
  };
}

/** The input of each phase's guards and rewrites. */
export interface PhaseInput {
  readonly head: Received;
  readonly route: Routed;
  readonly identity: Identified;
  readonly body: Buffered;
  readonly response: Answered;
}
export type Phase = keyof PhaseInput;
export const PHASES: readonly Phase[] = ["head", "route", "identity", "body", "response"];
