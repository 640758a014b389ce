/** Records for tests: an ordinary one to change, and arbitrary ones with every text a caller could bring. */
import * as fc from "fast-check";
import { type LineBatch, RecordLines } from "../../src/events/record_lines.ts";
import type { ExchangeRecord, RecordedFinding } from "../../src/kernel/record.ts";

const FORWARDED: ExchangeRecord = {
  id: "01934f6e-1c2a-7c3d-9e4f-000000000001",
  timeMs: 1_732_430_000_000,
  api: "shop",
  operation: "listOrders",
  method: "GET",
  path: "/orders/7",
  host: "shop.example",
  principal: "https://idp.example|alice",
  clientId: "web",
  ja4: null,
  client: "192.0.2.7",
  outcome: "forwarded",
  by: null,
  phase: null,
  code: null,
  status: 200,
  upstreamStatus: 200,
  upstream: "127.0.0.1:3000",
  grpcStatus: null,
  findings: [],
  observed: [],
  requestBytes: 0,
  responseBytes: 1234,
  messages: null,
  durationMs: 1.23,
  gatewayMs: 0.31,
  upstreamMs: 0.8,
  phases: { head: 0.01, authn: 0.11 },
  steps: 1234,
  generation: 1,
  traceId: null,
};

/** A forwarded exchange of alice's, with `change` over it. */
export function recordWith(change: Partial<ExchangeRecord>): ExchangeRecord {
  return { ...FORWARDED, ...change };
}

/** A refused one: no token. */
export function deniedRecord(change: Partial<ExchangeRecord>): ExchangeRecord {
  const finding: RecordedFinding = {
    code: "token.absent",
    place: "header:authorization",
    message: "there is no token",
    guard: "authn",
    mode: "enforce",
  };
  return recordWith({
    principal: null,
    clientId: null,
    outcome: "denied",
    by: "authn",
    phase: "authn",
    code: "unauthenticated",
    status: 401,
    upstreamStatus: null,
    upstream: null,
    upstreamMs: null,
    findings: [finding],
    ...change,
  });
}

/** The lines of records, as store and log get them. */
export function batchOf(...records: readonly ExchangeRecord[]): LineBatch {
  const lines = new RecordLines(new ArrayBuffer(0));
  for (const record of records) lines.add(record);
  return lines.take(new ArrayBuffer(0));
}

const text = fc.string({ unit: "binary", maxLength: 24 });
const name = fc.option(text, { nil: null });
const amount = fc.oneof(
  fc.nat(),
  fc.nat(500_000).map((value) => value / 100),
  fc.double({ min: 0, max: 1e12, noNaN: true, noDefaultInfinity: true }),
);
const finding: fc.Arbitrary<RecordedFinding> = fc.record(
  {
    code: text,
    place: text,
    message: text,
    guard: text,
    mode: fc.constantFrom("observe", "enforce"),
    rule: text,
    would: fc.constant("deny"),
  },
  { requiredKeys: ["code", "place", "message", "guard", "mode"], noNullPrototype: true },
);

export const arbitraryRecord: fc.Arbitrary<ExchangeRecord> = fc.record(
  {
    id: fc.uuid({ version: 7 }),
    timeMs: fc.nat({ max: 4_102_444_800_000 }),
    api: name,
    operation: name,
    method: text,
    path: text,
    host: text,
    principal: name,
    clientId: name,
    ja4: name,
    client: text,
    outcome: fc.constantFrom("forwarded", "answered", "denied", "failed", "abandoned"),
    by: name,
    phase: name,
    code: name,
    status: fc.nat(599),
    upstreamStatus: fc.option(fc.nat(599), { nil: null }),
    upstream: name,
    grpcStatus: fc.option(fc.nat(20), { nil: null }),
    findings: fc.array(finding, { maxLength: 3 }),
    observed: fc.array(text, { maxLength: 2 }),
    requestBytes: fc.nat(),
    responseBytes: fc.nat(),
    messages: fc.option(
      fc.record(
        { client: fc.nat(), server: fc.nat(), closeCode: fc.option(fc.integer({ min: 1_000, max: 4_999 }), { nil: null }) },
        { noNullPrototype: true },
      ),
      { nil: null },
    ),
    durationMs: amount,
    gatewayMs: amount,
    upstreamMs: fc.option(amount, { nil: null }),
    phases: fc.dictionary(fc.constantFrom("head", "route", "authn", "identity", "body", "response"), amount, { noNullPrototype: true }),
    steps: fc.nat(),
    generation: fc.nat(),
    traceId: name,
  },
  { noNullPrototype: true },
);
