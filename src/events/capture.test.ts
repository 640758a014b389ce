import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { deniedRecord, recordWith } from "../../test/support/exchange_record.ts";
import { WorkBudget } from "../kernel/budget.ts";
import type { BodyView, Buffered } from "../kernel/exchange.ts";
import { ANONYMOUS } from "../kernel/principal.ts";
import {
  CAPTURE_KEEP_MS,
  type CapturedRequest,
  captureOf,
  Captures,
  decodeCapture,
  encodeCapture,
  MAX_CAPTURED_BODY,
  MAX_CAPTURES,
} from "./capture.ts";
import { EVERY_EVENT } from "./query.ts";

const FIELDS = [
  ["host", "shop.example"],
  ["authorization", "Bearer x"],
] as const;

function exchange(body: BodyView): Buffered {
  return {
    id: "id-1",
    receivedAtMs: 5,
    method: "POST",
    scheme: "https",
    host: { name: "shop.example", port: 8443 },
    path: { raw: "/orders/7", segments: ["orders", "7"], forwarded: "/orders/7", needs: new Set() },
    query: "a=1",
    headers: {
      length: FIELDS.length,
      nameAt: (index) => FIELDS[index]?.[0] ?? "",
      valueAt: (index) => FIELDS[index]?.[1] ?? "",
      get: () => undefined,
      getAll: () => [],
      has: () => false,
    },
    framing: { kind: "none" },
    client: { address: "192.0.2.7", peerAddress: "192.0.2.7", peerPort: 1, viaProxy: false, tls: null },
    budget: new WorkBudget(1),
    signal: new AbortController().signal,
    effects: { onEnd: () => undefined, setResponseHeader: () => undefined, tellLimit: () => undefined },
    api: "shop",
    operation: { id: "o", method: "POST", template: "/orders/{id}", tags: [] },
    pathParameters: {},
    encodedPathParameters: {},
    principal: ANONYMOUS,
    body,
  };
}

function captures(nowMs: number) {
  const kept: { readonly id: string; readonly expiresMs: number }[] = [];
  const clock = { now: nowMs, nowMs: () => clock.now, monotonicMs: () => clock.now };
  const made = new Captures(clock, { seal: (_id, plain) => plain }, { capture: (id, expiresMs) => void kept.push({ id, expiresMs }) });
  return { captures: made, kept, clock };
}

test("nothing is kept that was not asked for beforehand: no window, another match, a window that is over", () => {
  const { captures: made, kept, clock } = captures(100);
  made.offer(exchange({ kind: "none" }), deniedRecord({}));
  made.open({ match: { ...EVERY_EVENT, denied: true }, untilMs: 200 });
  made.offer(exchange({ kind: "none" }), recordWith({}));
  assert.deepEqual(kept, []);
  made.offer(exchange({ kind: "none" }), deniedRecord({}));
  clock.now = 200;
  made.offer(exchange({ kind: "none" }), deniedRecord({}));
  assert.deepEqual(kept, [{ id: "id-1", expiresMs: 100 + CAPTURE_KEEP_MS }]);
});

test("a window keeps a bounded number, and counts the rest", () => {
  const { captures: made, kept } = captures(0);
  made.open({ match: EVERY_EVENT, untilMs: 10 });
  for (let index = 0; index < MAX_CAPTURES + 2; index++) made.offer(exchange({ kind: "none" }), recordWith({}));
  assert.equal(kept.length, MAX_CAPTURES);
  assert.equal(made.skipped, 2);
});

test("a capture holds what judging again needs, and says which body it does not hold", () => {
  const bytes = new TextEncoder().encode("{}");
  const whole = captureOf(exchange({ kind: "buffered", bytes }));
  assert.deepEqual(
    [whole.target, whole.fields, whole.host, whole.port, whole.bodyKind, whole.body],
    ["/orders/7?a=1", FIELDS, "shop.example", 8443, "whole", bytes],
  );
  const kinds = [
    { kind: "none" },
    { kind: "streamed" },
    { kind: "buffered", bytes: new Uint8Array(MAX_CAPTURED_BODY) },
    { kind: "buffered", bytes: new Uint8Array(MAX_CAPTURED_BODY + 1) },
  ] as const;
  assert.deepEqual(
    kinds.map((body) => captureOf(exchange(body)).bodyKind),
    ["none", "streamed", "whole", "too_large"],
  );
});

const arbitrary: fc.Arbitrary<CapturedRequest> = fc.record(
  {
    id: fc.uuid(),
    receivedAtMs: fc.nat(),
    method: fc.string(),
    scheme: fc.constantFrom("http", "https"),
    host: fc.string(),
    port: fc.option(fc.nat(), { nil: null }),
    target: fc.string({ unit: "binary" }),
    fields: fc.array(fc.tuple(fc.string(), fc.string())),
    client: fc.string(),
    bodyKind: fc.constantFrom("none", "whole", "streamed", "too_large"),
    body: fc.uint8Array(),
  },
  { noNullPrototype: true },
);

test("a capture decodes to itself; any other bytes are null, never an exception", () => {
  fc.assert(fc.property(arbitrary, (request) => assert.deepEqual(decodeCapture(encodeCapture(request)), request)));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => assert.equal(decodeCapture(bytes), null)));
  fc.assert(
    fc.property(arbitrary, fc.nat(40), (request, cut) => {
      const bytes = encodeCapture({ ...request, body: new Uint8Array(0) });
      assert.equal(decodeCapture(bytes.subarray(0, Math.max(0, bytes.length - 1 - cut))), null);
    }),
  );
});
