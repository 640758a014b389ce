/** Which fields travel on: what the upstream gets of a request, and what the client gets of an answer (RFC 9110 section 7.6, DESIGN section 5). */
import type { BodyFraming } from "../kernel/exchange.ts";
import type { Change } from "../kernel/guard.ts";
import { outgoingForwarded } from "../message/forwarded.ts";
import { toHostText } from "../message/host.ts";
import type { DroppedNames, RequestHead } from "../message/http1/serialise.ts";
import { isIdentityHeader } from "../message/identity_headers.ts";
import { mergeVary } from "../message/vary.ts";
import type { ApiPlan, OperationPlan } from "./plan.ts";
import type { ExchangeRun } from "./run.ts";
import { dropSegments } from "./select.ts";

/** Fields that the gateway always makes itself, beyond framing, Host and the hop-by-hop ones, which the codec never copies. */
const REMADE: ReadonlySet<string> = new Set(["expect", "x-request-id", "traceparent", "forwarded"]);
/** Names seen, and whether they stop here. Bounded: names beyond are judged each time. */
const remembered = new Map<string, boolean>();
const MAX_REMEMBERED = 1_024;

/** What never reaches an upstream: the gateway's own fields, and those by which a client could claim an identity. */
const STOPPED: DroppedNames = {
  has(name) {
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const stops = REMADE.has(name) || isIdentityHeader(name);
    if (remembered.size < MAX_REMEMBERED) remembered.set(name, stops);
    return stops;
  },
};

/** The same, and the coding that was undone. */
const STOPPED_DECODED: DroppedNames = { has: (name) => name === "content-encoding" || STOPPED.has(name) };
/** For an answer that is judged, which must come whole and readable. */
const STOPPED_JUDGED: DroppedNames = {
  has: (name) => name === "range" || name === "if-range" || name === "accept-encoding" || STOPPED.has(name),
};
const STOPPED_DECODED_JUDGED: DroppedNames = { has: (name) => name === "content-encoding" || STOPPED_JUDGED.has(name) };

/** The head for the upstream. `framing` is that of the body as it will be sent; `decoded`: the content coding was undone. */
export function upstreamRequest(run: ExchangeRun, api: ApiPlan, plan: OperationPlan, framing: BodyFraming, decoded: boolean): RequestHead {
  const { exchange } = run;
  const { upstream } = api;
  const path = api.stripPrefix ? dropSegments(exchange.path, api.prefixSegments.length) : exchange.path;
  // INVARIANT: a path without licences goes on in its canonical form; with one, as received, for the operation declared that reading.
  const text = path.needs.size === 0 ? path.forwarded : path.raw;
  const set: (readonly [string, string])[] = [...outgoingForwarded(exchange.client, exchange.scheme, exchange.host)];
  set.push(["x-request-id", exchange.id], ["traceparent", run.traceparent]);
  if (plan.upgrade !== null && run.upgrade === plan.upgrade) set.push(["connection", "Upgrade"], ["upgrade", plan.upgrade]);
  const query = exchange.query === null ? "" : `?${exchange.query}`;
  return {
    method: exchange.method,
    target: `${upstream.basePath}${text}${query}`,
    host: upstream.hostPolicy === "preserve" ? toHostText(exchange.host) : upstream.authority,
    framing,
    base: exchange.headers,
    drop: plan.buffersResponse ? (decoded ? STOPPED_DECODED_JUDGED : STOPPED_JUDGED) : decoded ? STOPPED_DECODED : STOPPED,
    set,
  };
}

const NOTHING: DroppedNames = { has: () => false };

/** Which of the upstream's fields do not reach the client, beyond what the codec never copies: those that a rewrite removes. */
export function answerDrops(changes: readonly Change[]): DroppedNames {
  let removed: Set<string> | null = null;
  for (const change of changes) {
    if (change.remove.length === 0) continue;
    removed ??= new Set();
    for (const name of change.remove) removed.add(name);
  }
  return removed ?? NOTHING;
}

/**
 * The fields that are set on an answer: what rewrites set, of two that touch one name the later, then what guards asked for unless a rewrite decided, then our own.
 * `set-cookie` and its like may stand more than once only in what the upstream sent.
 */
export function answerFields(
  run: ExchangeRun,
  changes: readonly Change[],
  close: boolean,
): readonly (readonly [name: string, value: string])[] {
  const set: (readonly [string, string])[] = [];
  const put = (field: readonly [string, string], replace: boolean): void => {
    const at = set.findIndex(([name]) => name === field[0]);
    if (at === -1) set.push(field);
    else if (replace) set[at] = field;
  };
  for (const change of changes) {
    for (const name of change.remove) {
      const at = set.findIndex(([set]) => set === name);
      if (at !== -1) set.splice(at, 1);
    }
    for (const field of change.set) put(field, true);
  }
  for (const field of run.exchange.answerFields) {
    // Why: a cache must know of both, what the upstream's answer depends on and what ours does.
    put(field[0] === "vary" ? ["vary", mergeVary(run.exchange.response.headers.getAll("vary"), field[1])] : field, false);
  }
  set.push(["x-request-id", run.exchange.id]);
  if (close) set.push(["connection", "close"]);
  return set;
}
