/**
 * Holds what the gateway recorded against what the backend saw, by the id that the gateway gives each exchange and that no client can foretell: one to one, and equal
 * in method, target, host, content and the `x-` fields. Neither side's news must come first.
 */
import type { ExchangeRecord } from "../../../src/kernel/record.ts";
import { isIdentityHeader } from "../../../src/message/identity_headers.ts";
import type { Judged } from "../../support/witness.ts";
import { EDGE_ID } from "./proxies.ts";
import { SEEN_STATUS } from "./recording_backend.ts";
import { type SeenRequest, valuesOf } from "./request_reader.ts";

/** What of a record is held against the backend. */
export type RecordPart = Pick<ExchangeRecord, "id" | "outcome" | "host" | "upstreamStatus" | "code">;

/** What the gateway says of an exchange. */
export interface Recorded {
  readonly record: RecordPart;
  /** What its last guard was shown; null where it came to none. */
  readonly judged: Pick<Judged, "method" | "url" | "fields"> | null;
  /** The content as the gateway took it; null where that is not known. */
  readonly body: string | null;
}

export class Ledger {
  /** What must not have happened, in the order in which it was found. */
  readonly violations: string[] = [];
  /** Requests that both sides told of. */
  matched = 0;
  private readonly recorded = new Map<string, Recorded>();
  private readonly seen = new Map<string, SeenRequest>();
  private readonly begun = new Map<string, SeenRequest>();
  /** Ids of all records, and of all that both sides told of. */
  private readonly known = new Set<string>();
  private readonly settled = new Set<string>();

  /** The gateway's record. */
  record(recorded: Recorded): void {
    const { id, outcome, upstreamStatus } = recorded.record;
    if (this.known.has(id)) this.violations.push(`two records of ${id}`);
    this.known.add(id);
    // What never came to an upstream needs no counterpart; one that turns up all the same stays without a record.
    if (upstreamStatus === null && (outcome === "denied" || outcome === "answered")) return;
    this.recorded.set(id, recorded);
    this.settle(id);
  }

  /** A whole request at the backend. */
  arrived(request: SeenRequest): void {
    const ids = valuesOf(request, "x-request-id");
    const [id = ""] = ids;
    if (ids.length !== 1) this.violations.push(`the backend saw a request of nobody: ${show(request)}`);
    else if (this.settled.has(id) || this.seen.has(id)) this.violations.push(`the backend saw ${id} twice: ${show(request)}`);
    else {
      this.seen.set(id, request);
      this.settle(id);
    }
  }

  /** A request that broke off: a gateway that found a fault in the middle lets go of what it had begun. */
  brokeOff(request: SeenRequest): void {
    this.begun.set(valuesOf(request, "x-request-id").join(","), request);
  }

  stray(why: string, bytes: string): void {
    this.violations.push(`the backend saw no request (${why}): ${JSON.stringify(bytes.slice(0, 400))}`);
  }

  /** How many one side told of, and the other not yet. */
  get open(): number {
    const unseen = [...this.recorded].filter(([id, { record }]) => record.upstreamStatus === SEEN_STATUS && !this.begun.has(id));
    return this.seen.size + unseen.length;
  }

  /** Nothing more comes of what went on until now: what only one side told of is a violation. */
  close(): void {
    for (const [id, request] of this.seen)
      this.violations.push(`${this.known.has(id) ? "recorded as refused" : "never recorded"}: ${id} ${show(request)}`);
    for (const [id, { record }] of this.recorded) {
      if (record.upstreamStatus !== SEEN_STATUS) continue;
      if (!this.begun.has(id)) this.violations.push(`recorded as answered by the backend, which never saw it: ${id}`);
      this.recorded.delete(id);
    }
    for (const [id, request] of this.begun)
      if (!this.known.has(id)) this.violations.push(`never recorded, and broke off: ${id} ${show(request)}`);
    this.seen.clear();
    this.begun.clear();
  }

  private settle(id: string): void {
    const recorded = this.recorded.get(id);
    const request = this.seen.get(id);
    if (recorded === undefined || request === undefined) return;
    this.recorded.delete(id);
    this.seen.delete(id);
    this.settled.add(id);
    const difference = differenceOf(recorded, request);
    if (difference === null) this.matched++;
    else this.violations.push(`${difference}: ${id} ${show(request)}`);
  }
}

function differenceOf({ record, judged, body }: Recorded, request: SeenRequest): string | null {
  if (record.outcome === "denied" || record.outcome === "answered") return `recorded as ${record.outcome}`;
  if (judged === null) return "never judged";
  if (judged.method !== request.method) return `judged as ${judged.method}`;
  if (judged.url !== request.target) return `judged as ${judged.url}`;
  const [host = ""] = valuesOf(request, "host");
  if (hostName(host) !== record.host) return `judged for ${record.host}`;
  const declared = judged.fields.find(([name]) => name === "content-length")?.[1];
  const decoded = judged.fields.some(([name]) => name === "content-encoding");
  if (declared !== undefined && !decoded && declared !== `${request.body.length}`) return `judged with ${declared} bytes of content`;
  if (body !== null && body !== request.body) return `content differs from ${JSON.stringify(body.slice(0, 200))}`;
  const [theirs, ours] = [ownFields(request.fields), ownFields(judged.fields)];
  return theirs === ours ? null : `fields differ from ${ours}`;
}

/** Without the port, as a record's host is written. */
const hostName = (host: string): string => host.toLowerCase().replace(/:\d*$/u, "");

/** The `x-` fields by name; proxies put several of a name into one, and sort them as they like. */
function ownFields(fields: SeenRequest["fields"]): string {
  const values = new Map<string, string[]>();
  // The gateway takes fields of identity away and writes its own; nginx writes its id.
  for (const [name, value] of fields)
    if (name.startsWith("x-") && name !== "x-request-id" && name !== EDGE_ID && !isIdentityHeader(name))
      values.set(name, [...(values.get(name) ?? []), value]);
  const lines = [...values].map(([name, all]) => `${name}: ${all.join(",").replaceAll(/[ \t]*,[ \t]*/gu, ",")}`);
  return JSON.stringify(lines.toSorted());
}

function show({ method, target, fields, body }: SeenRequest): string {
  return JSON.stringify({ method, target, fields: fields.slice(0, 12), body: body.slice(0, 200) });
}
