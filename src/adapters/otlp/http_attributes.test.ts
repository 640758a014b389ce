import assert from "node:assert/strict";
import { test } from "node:test";
import { recordWith } from "../../../test/support/exchange_record.ts";
import { apiPlan, generationOf, liveExchange, operation, operationPlan, runOf } from "../../../test/support/plans.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { clientErrorOf, methodOf, routeOf, serverErrorOf, versionOf } from "./http_attributes.ts";

test("methods of RFC 9110, PATCH and QUERY are what they are, any other is `_OTHER`: also one in lower case", () => {
  const known = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"];
  assert.deepEqual(known.map(methodOf), known);
  for (const method of ["get", "PROPFIND", "", "constructor"]) assert.equal(methodOf(method), "_OTHER", method);
});

test("the version is that of the protocol which was spoken", () => {
  assert.deepEqual(["h2", "http/1.1"].map(versionOf), ["2", "1.1"]);
});

test("a route is the template as callers write it; there is none before an operation is known, or where no document is", () => {
  const run = runOf(generationOf([]), liveExchange({ path: "/shop/orders/7" }));
  assert.equal(routeOf(run), null);
  run.api = apiPlan({ pathOf: ({ template }) => `/shop${template}` });
  assert.equal(routeOf(run), null);
  run.plan = operationPlan({ operation: operation({ template: "/orders/{id}" }) });
  assert.equal(routeOf(run), "/shop/orders/{id}");
  run.plan = operationPlan({ operation: operation({ template: "/orders/{id}", documented: false }) });
  assert.equal(routeOf(run), null);
});

test("an error is the server's from 500 on, or where the gateway failed; the client's, towards the upstream, from 400 on", () => {
  const rows: readonly (readonly [change: Partial<ExchangeRecord>, server: string | null, client: string | null])[] = [
    [{}, null, null],
    [{ status: 404, upstreamStatus: 404 }, null, "404"],
    [{ status: 500, upstreamStatus: 500 }, "500", "500"],
    [{ outcome: "denied", code: "forbidden", status: 403, upstreamStatus: null }, null, "forbidden"],
    [
      { outcome: "failed", by: "upstream", code: "upstream_timeout", status: 504, upstreamStatus: null },
      "upstream_timeout",
      "upstream_timeout",
    ],
    [{ outcome: "failed", by: "gateway", code: null, status: 500, upstreamStatus: 200 }, "internal", null],
    [{ outcome: "abandoned", code: null, status: 0, upstreamStatus: null }, null, "abandoned"],
    [{ outcome: "forwarded", code: null, status: 200, upstreamStatus: null }, null, "unanswered"],
    [{ grpcStatus: 13 }, "INTERNAL", null],
    [{ grpcStatus: 3 }, null, null],
  ];
  for (const [change, server, client] of rows) {
    const record = recordWith(change);
    assert.deepEqual([serverErrorOf(record), clientErrorOf(record)], [server, client], JSON.stringify(change));
  }
  assert.equal(rows.length, 10);
});
