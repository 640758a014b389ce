/** How an exchange ended, and the one record of it that everything later is read from: events, metrics, the log. */
import type { Phase } from "./exchange.ts";
import type { Finding } from "./finding.ts";
import type { Mode } from "./guard.ts";
import type { Problem } from "./problem.ts";

/** How an exchange ended. */
export type Outcome =
  | { readonly kind: "forwarded"; readonly status: number }
  | { readonly kind: "answered"; readonly by: string; readonly status: number }
  | { readonly kind: "denied"; readonly by: string; readonly phase: Phase | "framing" | "authn" | "routing"; readonly problem: Problem }
  | { readonly kind: "failed"; readonly problem: Problem; readonly cause: unknown }
  | { readonly kind: "abandoned" };

/** A finding with the guard that made it and the mode it ran in. */
export interface RecordedFinding extends Finding {
  readonly guard: string;
  readonly mode: Mode;
}

/** One exchange, one record (DESIGN section 1.9): JSON-serialisable, secrets masked before it is made. */
export interface ExchangeRecord {
  readonly id: string;
  /** Epoch milliseconds at which the first byte of the head was taken. */
  readonly timeMs: number;
  readonly api: string | null;
  readonly operation: string | null;
  readonly method: string;
  /** Canonical path without query; query parameter names only, values masked. */
  readonly path: string;
  readonly host: string;
  readonly principal: string | null;
  readonly clientId: string | null;
  /** JA4 of the client's TLS, which it may have chosen freely; null without TLS, or where it was not looked at. */
  readonly ja4: string | null;
  readonly client: string;
  readonly outcome: "forwarded" | "answered" | "denied" | "failed" | "abandoned";
  /** The guard, authenticator or component that ended it; null when forwarded. */
  readonly by: string | null;
  /** Phase in which it ended; null when forwarded. */
  readonly phase: string | null;
  /** Problem code; null where there is none. */
  readonly code: string | null;
  /** Status sent to the client, 0 when nothing was. */
  readonly status: number;
  /** Status of the upstream, null when it was not asked. */
  readonly upstreamStatus: number | null;
  /** `host:port` of the target that was asked, the last where there were several, with the address where one of the name's was chosen; null when none was. */
  readonly upstream: string | null;
  /** Of a call of gRPC, whose refusals have HTTP status 200: the status that the API or the gateway gave it; null for anything else, and where none came. */
  readonly grpcStatus: number | null;
  readonly findings: readonly RecordedFinding[];
  /** Guards and authenticators that ran in observe mode for this exchange. */
  readonly observed: readonly string[];
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Messages that each side of a WebSocket began, and the code it was closed with, if any; null where none was opened. */
  readonly messages: { readonly client: number; readonly server: number; readonly closeCode: number | null } | null;
  readonly durationMs: number;
  /** Milliseconds spent in the gateway itself before the upstream was asked. */
  readonly gatewayMs: number;
  /** Milliseconds from asking the upstream to its first byte, null when it was not asked. */
  readonly upstreamMs: number | null;
  /** Milliseconds per phase, only those that ran. */
  readonly phases: Readonly<Record<string, number>>;
  /** Work budget steps spent. */
  readonly steps: number;
  readonly generation: number;
  readonly traceId: string | null;
}
