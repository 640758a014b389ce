/** A parsed head to an exchange: the canonical host, path and client, or why there is none (RFC 9112 section 3, DESIGN section 1.3). */
import { canonicalPath } from "../codec/path.ts";
import { WorkBudget } from "../kernel/budget.ts";
import type { Peer } from "../kernel/connection.ts";
import type { CanonicalHost, CanonicalPath, Client } from "../kernel/exchange.ts";
import type { Refusal } from "../kernel/problem.ts";
import { type ModeSource, Trail } from "../kernel/trail.ts";
import type { LocalResponse } from "../kernel/verdict.ts";
import { type ForwardedPolicy, resolveClient } from "../message/forwarded.ts";
import { NO_FIELDS } from "../message/headers.ts";
import { parseHost } from "../message/host.ts";
import type { RequestHead } from "../message/request_head.ts";
import { parseTarget } from "../message/target.ts";
import { type Head, LiveExchange } from "./exchange.ts";
import type { Generation } from "./plan.ts";

export interface ReceiveOptions {
  readonly nowMs: () => number;
  /** UUIDv7. */
  readonly nextId: () => string;
  readonly forwarded: ForwardedPolicy;
  readonly modes: ModeSource;
  /** What a certificate authority is told that asks for a token of ours (RFC 8555 section 8.3); null for any other. */
  readonly challengeAnswer?: (host: string, token: string) => LocalResponse | null;
}

export interface ReceivedExchange {
  readonly exchange: LiveExchange;
  /** Set when the head can't be read in one way. */
  readonly refusal: Refusal | null;
  /** Set when the gateway itself answers: `OPTIONS *`, and the tokens of ACME. */
  readonly local: LocalResponse | null;
}

const NO_PATH: CanonicalPath = Object.freeze({ raw: "", segments: Object.freeze([]), forwarded: "", needs: new Set<never>() });
const NO_HOST: CanonicalHost = Object.freeze({ name: "", port: null });
/** Where certificate authorities ask for tokens, always without TLS. */
const CHALLENGE_PATH = "/.well-known/acme-challenge/";
const OPTIONS_ANSWER: LocalResponse = Object.freeze({
  status: 204,
  headers: Object.freeze([["allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"] as const]),
  body: null,
});

/** Callers send the same few hosts; one parsed value serves them all. */
let lastHostText = "";
let lastHost: CanonicalHost | Refusal = parseHost(lastHostText);

function hostOf(text: string): CanonicalHost | Refusal {
  if (text !== lastHostText) {
    lastHost = parseHost(text);
    lastHostText = text;
  }
  return lastHost;
}

export function receive(
  head: RequestHead,
  peer: Peer,
  scheme: "http" | "https",
  generation: Generation,
  options: ReceiveOptions,
): ReceivedExchange {
  let host: CanonicalHost = NO_HOST;
  let path: CanonicalPath = NO_PATH;
  let query: string | null = null;
  let refusal: Refusal | null = null;
  let local: LocalResponse | null = null;
  let client: Client = directClient(peer);
  let clientScheme = scheme;
  const parsedHost = hostOf(head.fields.get("host") ?? "");
  if ("problem" in parsedHost) refusal = parsedHost;
  else {
    host = parsedHost;
    const target = parseTarget(head.target, head.method, scheme, host);
    if ("problem" in target) refusal = target;
    else if (target.kind === "asterisk") local = OPTIONS_ANSWER;
    else {
      const canonical = canonicalPath(target.path);
      if ("refused" in canonical) refusal = canonical;
      else path = canonical;
      query = target.query;
      if (peer.tls === null && head.method === "GET" && query === null && path.raw.startsWith(CHALLENGE_PATH))
        local = options.challengeAnswer?.(host.name, path.raw.slice(CHALLENGE_PATH.length)) ?? null;
    }
    const resolved = resolveClient(peer, scheme, host, head.fields, options.forwarded);
    if ("problem" in resolved) refusal ??= resolved;
    else {
      client = resolved.client;
      clientScheme = resolved.scheme;
      host = resolved.host;
    }
  }
  const known: Head = {
    id: options.nextId(),
    receivedAtMs: options.nowMs(),
    method: head.method,
    scheme: clientScheme,
    host,
    path,
    query,
    headers: head.fields,
    framing: head.framing,
    client,
  };
  return { exchange: live(known, generation, options), refusal, local };
}

/** The exchange of bytes that never became a head, so that they leave a record too. */
export function framingExchange(peer: Peer, scheme: "http" | "https", generation: Generation, options: ReceiveOptions): LiveExchange {
  const head: Head = {
    id: options.nextId(),
    receivedAtMs: options.nowMs(),
    method: "",
    scheme,
    host: NO_HOST,
    path: NO_PATH,
    query: null,
    headers: NO_FIELDS,
    framing: { kind: "none" },
    client: directClient(peer),
  };
  return live(head, generation, options);
}

function live(head: Head, generation: Generation, options: ReceiveOptions): LiveExchange {
  return new LiveExchange(head, new WorkBudget(generation.budgetSteps), new Trail(options.modes));
}

function directClient(peer: Peer): Client {
  return { address: peer.address, peerAddress: peer.address, peerPort: peer.port, viaProxy: false, tls: peer.tls };
}
