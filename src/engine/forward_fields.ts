/** Which fields of a request travel on to the upstream (RFC 9110 section 7.6, DESIGN section 5). */
import type { BodyFraming } from "../kernel/exchange.ts";
import { outgoingForwarded } from "../message/forwarded.ts";
import { toHostText } from "../message/host.ts";
import { type DroppedNames, type FieldLines, type RequestHead, toFieldLines, withOwnLines } from "../message/http1/serialise.ts";
import { isIdentityHeader } from "../message/identity_headers.ts";
import { API_KEY_PREFIX, holdsApiKey } from "../token/api_key.ts";
import type { ApiPlan, OperationPlan } from "./plan.ts";
import type { ExchangeRun } from "./run.ts";
import { dropSegments } from "./select.ts";
import type { UpstreamTarget } from "./upstream.ts";

/** Fields that the gateway always makes itself, beyond framing, Host and the hop-by-hop ones, which the codec never copies. */
// Why `sec-websocket-extensions`: frames are read, and what an extension makes of them is not.
const REMADE: ReadonlySet<string> = new Set([
  "expect",
  "x-request-id",
  "traceparent",
  "tracestate",
  "forwarded",
  "sec-websocket-extensions",
]);
/** Names seen, and whether they stop here. Bounded: names beyond are judged each time. */
const remembered = new Map<string, boolean>();
const MAX_REMEMBERED = 1_024;

/** What never reaches an upstream: the gateway's own fields, and those by which a client could claim an identity. */
const STOPPED: DroppedNames = {
  has(name) {
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const stops = REMADE.has(name) || isIdentityHeader(name);
    // Why the copy: a name cut out of a request's head would keep the whole head alive.
    if (remembered.size < MAX_REMEMBERED) remembered.set(` ${name}`.slice(1), stops);
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

/**
 * Also the fields that hold an API key of ours, whether or not it proved who calls: callers send theirs with every call, and whoever reads the API's logs could use
 * it. A key in the query goes on with the query, which is forwarded as it was judged.
 */
function withoutKeys({ headers }: ExchangeRun["exchange"], drop: DroppedNames): DroppedNames {
  const names = new Set<string>();
  for (let index = 0; index < headers.length; index += 1) {
    const name = headers.nameAt(index);
    if (name !== "cookie" && holdsApiKey(headers.valueAt(index))) names.add(name);
  }
  return names.size === 0 ? drop : { has: (name) => names.has(name) || drop.has(name) };
}

/** The caller's cookies without those whose value holds an API key; null where none does. "" when nothing is left. */
function cookiesWithoutKeys({ headers }: ExchangeRun["exchange"]): string | null {
  const pairs = headers.getAll("cookie").flatMap((line) => line.split(";"));
  const left = pairs.filter((pair) => !holdsApiKey(pair));
  return left.length === pairs.length ? null : left.map((pair) => pair.trim()).join("; ");
}

/** Lines that tell the upstream who called, by caller and host: the same for many requests of one caller. Bounded; made anew when full. */
const forwardedLines = new Map<string, FieldLines>();
const MAX_FORWARDED = 4_096;

function linesOfCaller(exchange: ExchangeRun["exchange"]): FieldLines {
  const { client, scheme, host } = exchange;
  const key = `${client.address} ${scheme} ${host.name} ${host.port}`;
  let lines = forwardedLines.get(key);
  if (lines === undefined) {
    if (forwardedLines.size >= MAX_FORWARDED) forwardedLines.clear();
    lines = toFieldLines(outgoingForwarded(client, scheme, host));
    forwardedLines.set(key, lines);
  }
  return lines;
}

const NOTHING_SET: readonly (readonly [string, string])[] = Object.freeze([]);

/** Methods whose content means nothing in general (RFC 9110 sections 9.3.1, 9.3.2, 9.3.5). */
const WITHOUT_CONTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE"]);

/**
 * Whether a request has content that servers may leave unread. Attack (CL.0): such a server takes the content for the next request on its connection, which
 * nobody judged, and its answer goes to whoever is sent there next. So that connection is for this request alone.
 */
export function hasStrayContent(method: string, framing: BodyFraming): boolean {
  return framing.kind !== "none" && !(framing.kind === "length" && framing.bytes === 0) && WITHOUT_CONTENT.has(method);
}

const CLOSE: readonly (readonly [string, string])[] = Object.freeze([["connection", "close"] as const]);

/** The head for the upstream. `framing` is that of the body as it will be sent; `decoded`: the content coding was undone; `upstream`: the target it goes to. */
export function upstreamRequest(
  run: ExchangeRun,
  api: ApiPlan,
  plan: OperationPlan,
  framing: BodyFraming,
  decoded: boolean,
  upstream: UpstreamTarget = api.upstream,
): RequestHead {
  const { exchange } = run;
  const path = api.stripPrefix ? dropSegments(exchange.path, api.prefixSegments.length) : exchange.path;
  // INVARIANT: a path without licences goes on in its canonical form; with one, as received, for the operation declared that reading.
  const text = path.needs.size === 0 ? path.forwarded : path.raw;
  const upgrade = plan.upgrade !== null && run.upgrade === plan.upgrade ? plan.upgrade : null;
  const query = exchange.query === null ? "" : `?${exchange.query}`;
  const stopped = plan.buffersResponse ? (decoded ? STOPPED_DECODED_JUDGED : STOPPED_JUDGED) : decoded ? STOPPED_DECODED : STOPPED;
  // Why the whole head first: hardly any has a key, and one look finds that out.
  const keyed = exchange.headers.text.includes(API_KEY_PREFIX);
  const cookies = keyed ? cookiesWithoutKeys(exchange) : null;
  const set = upgrade === null ? (hasStrayContent(exchange.method, framing) ? CLOSE : NOTHING_SET) : upgradeTo(upgrade);
  return {
    method: exchange.method,
    target: `${upstream.basePath}${text}${query}`,
    host: upstream.hostPolicy === "preserve" ? toHostText(exchange.host) : upstream.authority,
    framing,
    base: exchange.headers,
    drop: keyed ? withoutKeys(exchange, cookies === "" ? withoutCookies(stopped) : stopped) : stopped,
    set: cookies === null || cookies === "" ? set : [...set, ["cookie", cookies]],
    lines: withOwnLines(linesOfCaller(exchange), exchange.id, run.trace),
  };
}

const withoutCookies = (drop: DroppedNames): DroppedNames => ({ has: (name) => name === "cookie" || drop.has(name) });

function upgradeTo(protocol: string): readonly (readonly [string, string])[] {
  return [
    ["connection", "Upgrade"],
    ["upgrade", protocol],
  ];
}
