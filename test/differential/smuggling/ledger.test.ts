import assert from "node:assert/strict";
import { test } from "node:test";
import { Ledger, type Recorded } from "./ledger.ts";
import type { SeenRequest } from "./request_reader.ts";

const seen = (change: Partial<SeenRequest> = {}): SeenRequest => ({
  method: "POST",
  target: "/a",
  fields: [
    ["host", "a.example:80"],
    ["x-request-id", "1"],
    ["x-one", "1"],
  ],
  body: "hello",
  ...change,
});
const recorded = (change: Partial<Recorded["record"]> = {}): Recorded => ({
  record: { id: "1", outcome: "forwarded", host: "a.example", upstreamStatus: 299, code: null, ...change },
  judged: { method: "POST", url: "/a", fields: [["x-one", "1"]] },
  body: "hello",
});

function violationsOf(happens: (ledger: Ledger) => void): readonly string[] {
  const ledger = new Ledger();
  happens(ledger);
  ledger.close();
  return ledger.violations.map((violation) => violation.slice(0, violation.indexOf(":")));
}

test("what was recorded and seen alike is no violation, whichever comes first", () => {
  assert.deepEqual(
    violationsOf((ledger) => {
      ledger.record(recorded());
      ledger.arrived(seen());
      assert.equal(ledger.matched, 1);
    }),
    [],
  );
  assert.deepEqual(
    violationsOf((ledger) => {
      ledger.arrived(seen());
      assert.equal(ledger.open, 1);
      ledger.record(recorded());
    }),
    [],
  );
});

const CASES: readonly (readonly [name: string, violation: string, happens: (ledger: Ledger) => void])[] = [
  ["seen, not recorded", "never recorded", (ledger) => ledger.arrived(seen())],
  ["recorded, not seen", "recorded as answered by the backend, which never saw it", (ledger) => ledger.record(recorded())],
  [
    "refused and seen",
    "recorded as refused",
    (ledger) => {
      ledger.record(recorded({ outcome: "denied", upstreamStatus: null }));
      ledger.arrived(seen());
    },
  ],
  ["without an id", "the backend saw a request of nobody", (ledger) => ledger.arrived(seen({ fields: [["host", "a.example"]] }))],
  [
    "seen twice",
    "the backend saw 1 twice",
    (ledger) => {
      ledger.record(recorded());
      ledger.arrived(seen());
      ledger.arrived(seen());
    },
  ],
  ["another target", "judged as /a", both(seen({ target: "/b" }))],
  ["another method", "judged as POST", both(seen({ method: "GET" }))],
  [
    "another host",
    "judged for a.example",
    both(
      seen({
        fields: [
          ["host", "b.example"],
          ["x-request-id", "1"],
          ["x-one", "1"],
        ],
      }),
    ),
  ],
  ["other content", 'content differs from "hello"', both(seen({ body: "hullo" }))],
  ["another field", 'fields differ from ["x-one', both(seen({ fields: [...seen().fields, ["x-two", "2"]] }))],
  ["broke off, not recorded", "never recorded, and broke off", (ledger) => ledger.brokeOff(seen())],
  ["no request", "the backend saw no request (the request line)", (ledger) => ledger.stray("the request line", "x")],
];

function both(request: SeenRequest): (ledger: Ledger) => void {
  return (ledger) => {
    ledger.record(recorded());
    ledger.arrived(request);
  };
}

for (const [name, violation, happens] of CASES)
  test(`a violation: ${name}`, () => {
    assert.deepEqual(violationsOf(happens), [violation]);
  });
