import assert from "node:assert/strict";
import { test } from "node:test";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import * as fc from "fast-check";
import { type CollectedSpan, readSpans } from "../../../test/support/collector.ts";
import { arbitraryRecord, recordWith } from "../../../test/support/exchange_record.ts";
import {
  ASKED_TRAFFIC,
  apiPlan,
  generationOf,
  liveExchange,
  operation,
  operationPlan,
  runOf,
  runPorts,
  TRACE,
} from "../../../test/support/plans.ts";
import type { Traffic } from "../../engine/record_of.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { fieldsOf, NO_FIELDS, type Fields } from "../../message/headers.ts";
import { spansOf } from "./spans_of.ts";

const SERVER_ID = "00f067aa0ba902b7";
const ORIGIN = { resource: resourceFromAttributes({ "service.name": "edge" }), scope: { name: "portcullis", version: "1" } };
const ASKED: Traffic = { ...ASKED_TRAFFIC, protocol: "2", upstreamAskedMs: 2, upstreamEndedMs: 5 };

/** What a collector reads of an exchange of `GET /shop/orders/7` that an API with the prefix `/shop` serves. */
function collected(record: ExchangeRecord, traffic: Traffic = ASKED, headers: Fields = NO_FIELDS): readonly CollectedSpan[] {
  const plan = operationPlan({ operation: operation({ template: "/orders/{id}" }) });
  const api = apiPlan({ plan, prefixSegments: ["shop"], stripPrefix: true, pathOf: ({ template }) => `/shop${template}` });
  const exchange = liveExchange({ path: "/shop/orders/7", query: "a=s3cret", headers });
  const run = runOf(generationOf([api]), exchange, { ...runPorts(), trace: () => ({ ...TRACE, parentId: "b7ad6b7169203330" }) });
  run.api = api;
  run.plan = plan;
  const body = ProtobufTraceSerializer.serializeRequest([...spansOf(record, run, traffic, SERVER_ID, ORIGIN)]);
  assert.ok(body !== undefined);
  return readSpans(body).spans;
}

test("the CLIENT span lies where the upstream was asked, and names it as it was asked: without a stripped prefix", () => {
  const record = recordWith({ timeMs: 1_700_000_000_000, durationMs: 7.25 });
  const [server, client] = collected(record);
  assert.ok(server !== undefined && client !== undefined);
  assert.deepEqual([server.name, client.name], ["GET /shop/orders/{id}", "GET"]);
  assert.equal(client.attributes["url.full"], "http://127.0.0.1:3000/orders/7?a=***");
  const at = (ms: number): bigint => 1_700_000_000_000_000_000n + BigInt(ms * 1_000_000);
  assert.deepEqual([server.startTimeUnixNano, server.endTimeUnixNano], [at(0), at(7.25)]);
  assert.deepEqual([client.startTimeUnixNano, client.endTimeUnixNano], [at(2), at(5)]);
  assert.deepEqual([server.parentSpanId, client.parentSpanId, client.spanId], ["b7ad6b7169203330", SERVER_ID, TRACE.spanId]);
  assert.equal(server.attributes["network.protocol.version"], "2");
});

test("errors are those of the conventions: 5xx of a server, 4xx and 5xx of a client, and what was never answered", () => {
  const rows: readonly (readonly [change: Partial<ExchangeRecord>, server: string | undefined, client: string | undefined])[] = [
    [{}, undefined, undefined],
    [{ status: 404, upstreamStatus: 404 }, undefined, "404"],
    [{ status: 503, upstreamStatus: 503 }, "503", "503"],
    [{ outcome: "failed", by: "upstream", code: "upstream_reset", status: 502, upstreamStatus: null }, "upstream_reset", "upstream_reset"],
    [{ outcome: "failed", by: "upstream", code: "upstream_reset", status: 200, upstreamStatus: 200 }, "upstream_reset", "upstream_reset"],
    [{ outcome: "denied", by: "leak", code: "blocked_answer", status: 502, upstreamStatus: 200 }, "blocked_answer", undefined],
    [{ outcome: "denied", by: "limits", code: "rate_limited", status: 429, upstreamStatus: null }, undefined, "rate_limited"],
    [{ outcome: "abandoned", status: 0, upstreamStatus: null }, undefined, "abandoned"],
    [{ outcome: "denied", by: "authn", code: "unauthenticated", grpcStatus: 16, upstreamStatus: null }, undefined, "unauthenticated"],
    [{ grpcStatus: 5 }, undefined, undefined],
    [{ grpcStatus: 14 }, "UNAVAILABLE", undefined],
    [
      { outcome: "failed", by: "gateway", code: "request_timeout", status: 504, upstreamStatus: null },
      "request_timeout",
      "request_timeout",
    ],
  ];
  for (const [change, ...errors] of rows) {
    const spans = collected(recordWith(change));
    assert.deepEqual(
      spans.map(({ attributes }) => attributes["error.type"]),
      errors,
      JSON.stringify(change),
    );
    assert.deepEqual(
      spans.map(({ status }) => status.code === "STATUS_CODE_ERROR"),
      errors.map((error) => error !== undefined),
    );
  }
  assert.equal(rows.length, 12);
});

test("a call of gRPC has its system and the name of its status, a client's TLS its fingerprint", () => {
  const [server] = collected(recordWith({ grpcStatus: 7, ja4: "t13d1516h2_8daaf6152771_b186095e22b6" }));
  const { "rpc.system.name": system, "rpc.status_code": status, "portcullis.tls.client.ja4": ja4 } = server?.attributes ?? {};
  assert.deepEqual([system, status, ja4], ["grpc", "PERMISSION_DENIED", "t13d1516h2_8daaf6152771_b186095e22b6"]);
  const [plain] = collected(recordWith({}));
  for (const name of ["rpc.system.name", "rpc.status_code", "portcullis.tls.client.ja4"])
    assert.equal(plain?.attributes[name], undefined, name);
});

test("any record: spans can be read, their texts and events are bounded, and no value of the query is among them", () => {
  const agent = fc.string({
    unit: fc
      .integer({ min: 0x21, max: 0xff })
      .filter((code) => code !== 0x7f)
      .map((code) => String.fromCharCode(code)),
    maxLength: 600,
  });
  fc.assert(
    fc.property(arbitraryRecord, agent, (record, userAgent) => {
      const spans = collected(record, ASKED, fieldsOf([["user-agent", userAgent]]));
      assert.equal(spans.length, 2);
      for (const span of spans) {
        assert.ok(span.events.length <= 16);
        assert.ok(span.endTimeUnixNano >= span.startTimeUnixNano);
        for (const value of Object.values(span.attributes))
          if (typeof value === "string") assert.ok(value.length <= 1_024 && !value.includes("s3cret"));
      }
    }),
  );
});
