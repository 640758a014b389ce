/** Which fields travel on: what the upstream gets of a request, and what the client gets of an answer (RFC 9110 section 7.6, DESIGN section 5). */
import type { BodyFraming } from "../kernel/exchange.ts";
import type { Change } from "../kernel/guard.ts";
import { outgoingForwarded } from "../message/forwarded.ts";
import { toHostText } from "../message/host.ts";
import { HOP_BY_HOP } from "../message/hop_by_hop.ts";
import type { RequestHeadParts } from "../message/http1/serialise.ts";
import { isIdentityHeader } from "../message/identity_headers.ts";
import type { ApiPlan, OperationPlan } from "./plan.ts";
import type { ExchangeRun } from "./run.ts";
import { dropSegments } from "./select.ts";

export interface UpstreamBody {
  /** Length of a whole body, null when there is none or it streams. */
  readonly bodyBytes: number | null;
  /** Framing of a body that streams, else null. */
  readonly framing: BodyFraming | null;
  /** Whether the content coding was undone. */
  readonly decoded: boolean;
}

/** Fields that the gateway always makes itself. */
const REMADE: ReadonlySet<string> = new Set(["host", "content-length", "expect", "x-request-id", "traceparent", "forwarded"]);
/** Names seen, and whether they stop here. Bounded: names beyond are judged each time. */
const dropped = new Map<string, boolean>();
const MAX_REMEMBERED = 1_024;

function stopsHere(name: string): boolean {
  const known = dropped.get(name);
  if (known !== undefined) return known;
  const drop = REMADE.has(name) || HOP_BY_HOP.has(name) || isIdentityHeader(name);
  if (dropped.size < MAX_REMEMBERED) dropped.set(name, drop);
  return drop;
}

export function upstreamRequest(run: ExchangeRun, api: ApiPlan, plan: OperationPlan, body: UpstreamBody): RequestHeadParts {
  const { exchange } = run;
  const { upstream } = api;
  const path = api.stripPrefix ? dropSegments(exchange.path, api.prefixSegments.length) : exchange.path;
  // INVARIANT: a path without licences goes on in its canonical form; with one, as received, for the operation declared that reading.
  const text = path.needs.size === 0 ? path.forwarded : path.raw;
  const add: (readonly [string, string])[] = [
    ["host", upstream.hostPolicy === "preserve" ? toHostText(exchange.host) : upstream.authority],
  ];
  for (const field of outgoingForwarded(exchange.client, exchange.scheme, exchange.host)) add.push(field);
  add.push(["x-request-id", exchange.id]);
  add.push(["traceparent", run.traceparent]);
  if (body.bodyBytes !== null) add.push(["content-length", String(body.bodyBytes)]);
  else if (body.framing?.kind === "length") add.push(["content-length", String(body.framing.bytes)]);
  else if (body.framing?.kind === "chunked") add.push(["transfer-encoding", "chunked"]);
  const upgrade = plan.upgrade === "websocket" && exchange.headers.get("upgrade")?.toLowerCase() === "websocket";
  if (upgrade) add.push(["connection", "Upgrade"], ["upgrade", "websocket"]);
  return {
    method: exchange.method,
    target: `${upstream.basePath}${text}${exchange.query === null ? "" : `?${exchange.query}`}`,
    base: exchange.headers,
    drop: requestDrop(plan, body.decoded),
    add,
  };
}

/** The static answer for most exchanges; a closure only where this one differs. */
function requestDrop(plan: OperationPlan, decoded: boolean): (name: string) => boolean {
  if (!decoded && !plan.buffersResponse) return stopsHere;
  return (name) =>
    stopsHere(name) ||
    (decoded && name === "content-encoding") ||
    // Why: an answer that is judged must come whole and readable.
    (plan.buffersResponse && (name === "range" || name === "accept-encoding"));
}

/** Which of the upstream's fields do not reach the client: hop-by-hop ones, those a rewrite removes, and those that are set anew. */
export function answerDrops(
  changes: readonly Change[],
  add: readonly (readonly [name: string, value: string])[] = [],
  lengthRemade = false,
): (name: string) => boolean {
  const removed = new Set<string>();
  for (const change of changes) for (const name of change.remove) removed.add(name);
  for (const [name] of add) removed.add(name);
  if (lengthRemade) removed.add("content-length");
  return (name) => removed.has(name) || HOP_BY_HOP.has(name);
}
