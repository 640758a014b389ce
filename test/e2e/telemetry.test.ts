/** Traces and metrics as a collector gets them, from a whole gateway: names, parents, decisions, losses. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import http2 from "node:http2";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import * as semconv from "@opentelemetry/semantic-conventions";
import { type CollectedSpan, type Collector, startCollector } from "../support/collector.ts";
import { parseCombined } from "../support/combined_log.ts";
import { type Echo, startEcho } from "../support/echo.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { startTestGateway, type TestGateway, type TestGatewayOptions } from "../support/gateway.ts";

// The example of W3C Trace Context section 3.2.3.
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = "00f067aa0ba902b7";
const ALL = { traces: { sample: 1 }, metrics: { interval: "1s" } };

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "shop", version: "1" },
  paths: {
    "/orders/{id}": {
      get: {
        operationId: "readOrder",
        security: [],
        parameters: [
          { name: "id", in: "path", required: true, schema: { type: "integer" } },
          { name: "expand", in: "query", schema: { type: "string" } },
          { name: "token", in: "query", schema: { type: "string" } },
        ],
        responses: { "200": { description: "ok" } },
      },
    },
  },
};

interface World {
  readonly collector: Collector;
  readonly echo: Echo;
  readonly gateway: TestGateway;
}

async function world(
  context: TestContext,
  otlp: object | null,
  options: Partial<TestGatewayOptions> = {},
  answer?: Parameters<typeof startEcho>[0],
): Promise<World> {
  const collector = await startCollector();
  const echo = await startEcho(answer);
  const telemetry =
    otlp === null
      ? {}
      : { telemetry: { otlp: { endpoint: collector.endpoint, ...otlp }, resource: { "deployment.environment.name": "test" } } };
  const gateway = await startTestGateway({
    document: DOCUMENT,
    upstream: echo.base,
    ...options,
    config: { ...telemetry, ...options.config },
  });
  context.after(async () => {
    await gateway.close();
    await echo.close();
    await collector.close();
  });
  return { collector, echo, gateway };
}

const get = (gateway: TestGateway, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${gateway.base}${path}`, { headers: { connection: "close", "user-agent": "test/1", ...headers } });

function pairOf(spans: readonly CollectedSpan[]): readonly [CollectedSpan, CollectedSpan | undefined] {
  const server = spans.find(({ kind }) => kind === "SPAN_KIND_SERVER");
  assert.ok(server !== undefined);
  return [server, spans.find(({ kind }) => kind === "SPAN_KIND_CLIENT")];
}

/** Waits until `/metrics` says so. */
async function scraped(gateway: TestGateway, what: RegExp): Promise<void> {
  const token = readFileSync(join(gateway.folder, ".portcullis", "admin-token"), "utf8").trim();
  for (let round = 0; round < 100; round++) {
    const answer = await fetch(`http://127.0.0.1:${gateway.adminPort}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    if (what.test(await answer.text())) return;
    await sleep(50);
  }
  assert.fail(`/metrics never said ${what.source}`);
}

test("an exchange is a SERVER span under the caller's and a CLIENT span, whose id the upstream gets as its parent", async (context) => {
  const { collector, echo, gateway } = await world(context, { ...ALL, traces: { sample: 1, follow: "nobody" } });
  const before = BigInt(Date.now()) * 1_000_000n;
  await get(gateway, "/orders/7?expand=s3cret", {
    traceparent: `00-${TRACE}-${CALLER}-00`,
    tracestate: "rojo=1",
    authorization: "Bearer s3cret",
    cookie: "a=s3cret",
  });
  await collector.until(() => collector.spans.length === 2);
  const [server, client] = pairOf(collector.spans);
  assert.ok(client !== undefined);
  assert.deepEqual([server.traceId, client.traceId], [TRACE, TRACE]);
  assert.deepEqual([server.parentSpanId, client.parentSpanId], [CALLER, server.spanId]);
  // The caller did not sample; the gateway did, and says so.
  assert.equal(echo.received[0]?.headers["traceparent"], `00-${TRACE}-${client.spanId}-01`);
  assert.equal(echo.received[0]?.headers["tracestate"], "rojo=1");
  assert.deepEqual([server.traceState, client.traceState], ["rojo=1", "rojo=1"]);
  assert.deepEqual([server.name, client.name], ["GET /orders/{id}", "GET"]);
  assert.deepEqual([server.status.code, client.status.code], ["STATUS_CODE_UNSET", "STATUS_CODE_UNSET"]);
  const record = await gateway.record();
  const { id, phases, generation } = record;
  const port = new URL(echo.base).port;
  const phaseAttributes = Object.fromEntries(Object.entries(phases).map(([phase, ms]) => [`portcullis.phase.${phase}.duration_ms`, ms]));
  assert.deepEqual(
    { ...server.attributes, [semconv.ATTR_NETWORK_PEER_PORT]: 0 },
    {
      [semconv.ATTR_HTTP_REQUEST_METHOD]: "GET",
      [semconv.ATTR_URL_SCHEME]: "http",
      [semconv.ATTR_URL_PATH]: "/orders/7",
      [semconv.ATTR_URL_QUERY]: "expand=***",
      [semconv.ATTR_HTTP_ROUTE]: "/orders/{id}",
      [semconv.ATTR_HTTP_RESPONSE_STATUS_CODE]: 200,
      [semconv.ATTR_SERVER_ADDRESS]: "127.0.0.1",
      [semconv.ATTR_SERVER_PORT]: gateway.port,
      [semconv.ATTR_CLIENT_ADDRESS]: "127.0.0.1",
      [semconv.ATTR_NETWORK_PEER_ADDRESS]: "127.0.0.1",
      [semconv.ATTR_NETWORK_PEER_PORT]: 0,
      [semconv.ATTR_NETWORK_PROTOCOL_VERSION]: "1.1",
      [semconv.ATTR_USER_AGENT_ORIGINAL]: "test/1",
      "portcullis.exchange.id": id,
      "portcullis.api": "test",
      "portcullis.operation": "readOrder",
      "portcullis.outcome": "forwarded",
      "portcullis.generation": generation,
      ...phaseAttributes,
    },
  );
  assert.deepEqual(client.attributes, {
    [semconv.ATTR_HTTP_REQUEST_METHOD]: "GET",
    [semconv.ATTR_SERVER_ADDRESS]: "127.0.0.1",
    [semconv.ATTR_SERVER_PORT]: Number(port),
    [semconv.ATTR_URL_FULL]: `${echo.base}/orders/7?expand=***`,
    [semconv.ATTR_HTTP_RESPONSE_STATUS_CODE]: 200,
    [semconv.ATTR_NETWORK_PROTOCOL_VERSION]: "1.1",
  });
  assert.ok(server.startTimeUnixNano >= before && server.endTimeUnixNano <= BigInt(Date.now() + 1_000) * 1_000_000n);
  // Both begin by clocks of their own: the wall's, and one that never goes back.
  const slack = 2_000_000n;
  assert.ok(client.startTimeUnixNano + slack >= server.startTimeUnixNano && client.endTimeUnixNano <= server.endTimeUnixNano + slack);
  assert.ok(client.startTimeUnixNano < client.endTimeUnixNano);
  assert.equal(collector.resources[0]?.[semconv.ATTR_SERVICE_NAME], "portcullis");
  assert.equal(collector.resources[0]?.["deployment.environment.name"], "test");
  assert.doesNotMatch(inspect([collector.spans, collector.resources], { depth: Infinity }), /s3cret/u);
});

test("what is refused is a SERVER span alone that says by whom and why, and no error of the server's", async (context) => {
  const { collector, gateway } = await world(context, ALL);
  await get(gateway, "/orders/seven");
  await collector.until(() => collector.spans.length === 1);
  const [server, client] = pairOf(collector.spans);
  assert.equal(client, undefined);
  assert.deepEqual(
    [server.attributes["portcullis.outcome"], server.attributes["portcullis.by"], server.attributes["portcullis.code"]],
    ["denied", "openapi_request", "invalid_request"],
  );
  assert.equal(server.status.code, "STATUS_CODE_UNSET");
  assert.equal(server.attributes[semconv.ATTR_ERROR_TYPE], undefined);
  assert.equal(server.events[0]?.name, "portcullis.finding");
  assert.equal(server.events[0]?.attributes["portcullis.finding.place"], "path:id");
});

test("a method that nobody knows and a path that nobody declares make no names of their own", async (context) => {
  const { collector, gateway } = await world(context, ALL);
  await fetch(`${gateway.base}/orders/7`, { method: "BREW", headers: { connection: "close" } });
  await get(gateway, `/nowhere/${"x".repeat(3_000)}`);
  await collector.until(() => collector.spans.length === 2);
  assert.deepEqual(collector.spans.map(({ name }) => name).toSorted(), ["GET", "HTTP"]);
  const brew = collector.spans.find(({ name }) => name === "HTTP");
  assert.equal(brew?.attributes[semconv.ATTR_HTTP_REQUEST_METHOD], "_OTHER");
  assert.equal(brew?.attributes[semconv.ATTR_HTTP_REQUEST_METHOD_ORIGINAL], "BREW");
  const nowhere = collector.spans.find(({ name }) => name === "GET");
  assert.equal(String(nowhere?.attributes[semconv.ATTR_URL_PATH]).length, 1_024);
});

test("an upstream that fails is an error of both spans; one that answers 404 of the CLIENT's alone", async (context) => {
  const { collector, echo, gateway } = await world(context, ALL, {}, (_request, response) => void response.writeHead(404).end());
  await get(gateway, "/orders/7");
  await collector.until(() => collector.spans.length === 2);
  const [notFound, asked] = pairOf(collector.spans);
  assert.deepEqual([notFound.status.code, asked?.status.code], ["STATUS_CODE_UNSET", "STATUS_CODE_ERROR"]);
  assert.equal(asked?.attributes[semconv.ATTR_ERROR_TYPE], "404");
  collector.spans.length = 0;
  await echo.close();
  await get(gateway, "/orders/7");
  await collector.until(() => collector.spans.length === 2);
  const [failed, unanswered] = pairOf(collector.spans);
  const { code } = await gateway.record(({ outcome }) => outcome === "failed");
  assert.deepEqual([failed.status.code, unanswered?.status.code], ["STATUS_CODE_ERROR", "STATUS_CODE_ERROR"]);
  assert.deepEqual([failed.attributes[semconv.ATTR_ERROR_TYPE], unanswered?.attributes[semconv.ATTR_ERROR_TYPE]], [code, code]);
  assert.equal(unanswered?.attributes[semconv.ATTR_HTTP_RESPONSE_STATUS_CODE], undefined);
});

test("a caller's decision is followed where it comes from a trusted proxy, and not otherwise", async (context) => {
  for (const [trusted, flag, spans] of [
    [["127.0.0.0/8"], "01", 2],
    [["192.0.2.0/24"], "01", 0],
  ] as const) {
    const { collector, echo, gateway } = await world(context, { ...ALL, traces: { sample: 0 } }, { config: { trusted_proxies: trusted } });
    await get(gateway, "/orders/7", { traceparent: `00-${TRACE}-${CALLER}-${flag}` });
    await gateway.gateway.close();
    assert.equal(collector.spans.length, spans);
    assert.equal(echo.received[0]?.headers["traceparent"]?.toString().slice(-2), spans === 2 ? "01" : "00");
  }
});

test("durations and numbers of exchanges are metrics under the conventions' names, the gateway's own beside them", async (context) => {
  const { collector, gateway } = await world(context, ALL);
  await get(gateway, "/orders/7");
  await get(gateway, "/orders/8");
  await get(gateway, "/orders/seven");
  const count = (): number =>
    (collector.metrics.get(semconv.METRIC_HTTP_SERVER_REQUEST_DURATION)?.histogram?.dataPoints ?? []).reduce(
      (sum, each) => sum + each.count,
      0,
    );
  await collector.until(() => count() === 3);
  const server = collector.metrics.get(semconv.METRIC_HTTP_SERVER_REQUEST_DURATION);
  assert.equal(server?.unit, "s");
  assert.equal(server?.histogram?.aggregationTemporality, "AGGREGATION_TEMPORALITY_CUMULATIVE");
  const ok = server?.histogram?.dataPoints.find(({ attributes }) => attributes[semconv.ATTR_HTTP_RESPONSE_STATUS_CODE] === 200);
  assert.deepEqual(ok?.attributes, {
    [semconv.ATTR_HTTP_REQUEST_METHOD]: "GET",
    [semconv.ATTR_URL_SCHEME]: "http",
    [semconv.ATTR_NETWORK_PROTOCOL_VERSION]: "1.1",
    [semconv.ATTR_HTTP_RESPONSE_STATUS_CODE]: 200,
    [semconv.ATTR_HTTP_ROUTE]: "/orders/{id}",
    "portcullis.api": "test",
  });
  assert.equal(ok?.count, 2);
  assert.equal(
    ok?.bucketCounts.reduce((sum, each) => sum + each, 0),
    2,
  );
  assert.equal(ok?.bucketCounts.length, (ok?.explicitBounds.length ?? 0) + 1);
  assert.ok((ok?.sum ?? 0) > 0 && (ok?.sum ?? 99) < 20, "seconds, not milliseconds");
  const client = collector.metrics.get(semconv.METRIC_HTTP_CLIENT_REQUEST_DURATION);
  assert.equal(client?.histogram?.dataPoints[0]?.count, 2);
  const active = collector.metrics.get("http.server.active_requests");
  assert.deepEqual([active?.unit, active?.sum?.isMonotonic], ["{request}", false]);
  assert.deepEqual(active?.sum?.dataPoints[0]?.attributes, {
    [semconv.ATTR_HTTP_REQUEST_METHOD]: "GET",
    [semconv.ATTR_URL_SCHEME]: "http",
  });
  assert.equal(Number(active?.sum?.dataPoints[0]?.asInt ?? 0), 0);
  const denied = collector.metrics.get("portcullis.denied")?.sum;
  assert.deepEqual([denied?.isMonotonic, denied?.dataPoints[0]?.asDouble], [true, 1]);
  assert.deepEqual(denied?.dataPoints[0]?.attributes, { guard: "openapi_request", code: "invalid_request" });
  assert.ok(![...collector.metrics.keys()].some((name) => name.includes("nodejs") || name.startsWith("process_")));
});

test("the secret fields of a file or a variable go with every export and stand nowhere else", async (context) => {
  const file = join(temporaryFolder(context), "collector-headers");
  writeFileSync(file, "# of the collector\nX-Token: s3cret\n", { mode: 0o600 });
  process.env["PORTCULLIS_TEST_HEADERS"] = "X-Token: s3cret";
  context.after(() => delete process.env["PORTCULLIS_TEST_HEADERS"]);
  for (const source of [{ headers_file: file }, { headers_env: "PORTCULLIS_TEST_HEADERS" }]) {
    const { collector, gateway } = await world(context, { ...ALL, ...source }, { config: { log: { file: "log" } } });
    collector.answer = (_path, response) => void response.writeHead(401).end("s3cret is not welcome");
    await get(gateway, "/orders/7");
    await collector.until(() => new Set(collector.requests.map(({ path }) => path)).size === 2);
    await gateway.gateway.close();
    for (const { headers } of collector.requests) assert.equal(headers["x-token"], "s3cret");
    const log = readFileSync(join(gateway.folder, "log"), "utf8");
    assert.match(log, /the collector answered 401/u);
    assert.doesNotMatch(log, /s3cret/u);
  }
});

test("where it is off nothing is sent, and the caller's trace goes on as it came", async (context) => {
  const { collector, echo, gateway } = await world(context, null);
  await get(gateway, "/orders/7", { traceparent: `00-${TRACE}-${CALLER}-01` });
  await gateway.gateway.close();
  assert.equal(collector.requests.length, 0);
  assert.match(String(echo.received[0]?.headers["traceparent"]), new RegExp(`^00-${TRACE}-(?!${CALLER})[0-9a-f]{16}-01$`, "u"));
});

test("a collector that is down costs no exchange; what is lost is counted, and told once and once more when it is back", async (context) => {
  const { collector, gateway } = await world(
    context,
    { traces: { sample: 1 }, metrics: { interval: "1s" }, timeout: "1s" },
    { config: { log: { exchanges: "all", file: "log" } } },
  );
  collector.answer = (_path, response) => void response.writeHead(400).end();
  for (let index = 0; index < 5; index++) assert.equal((await get(gateway, "/orders/7")).status, 200);
  for (const signal of ["traces", "metrics"])
    await scraped(gateway, new RegExp(`lost_total\\{signal="${signal}",reason="export_failed"\\} [1-9]`, "u"));
  await scraped(gateway, /portcullis_telemetry_lost_total\{signal="traces",reason="export_failed"\} 10$/mu);
  collector.answer = null;
  await get(gateway, "/orders/7");
  await collector.until(() => collector.spans.length === 2 && collector.metrics.size > 0);
  await gateway.gateway.close();
  const log = readFileSync(join(gateway.folder, "log"), "utf8");
  assert.equal(log.match(/telemetry does not reach the collector/gu)?.length, 2, "once for each signal");
  assert.equal(log.match(/telemetry reaches the collector again/gu)?.length, 2);
  assert.match(log, /the collector answered 400/u);
  assert.ok(log.includes(`"endpoint":"${new URL(collector.endpoint).href}"`), log);
});

test("what waits when the gateway ends is sent", async (context) => {
  const { collector, gateway } = await world(context, ALL);
  await get(gateway, "/orders/7");
  await gateway.gateway.close();
  assert.equal(collector.spans.length, 2);
  assert.ok(collector.metrics.has(semconv.METRIC_HTTP_SERVER_REQUEST_DURATION));
});

test("a request over HTTP/2 is told as that, to the collector and in the access log", async (context) => {
  const { collector, gateway } = await world(context, ALL, {
    config: { listen: { address: "127.0.0.1:0", http2: "cleartext" }, log: { format: "combined", file: "access.log" } },
  });
  const session = http2.connect(gateway.base);
  const stream = session.request({ ":path": "/orders/7", "user-agent": "test/2" });
  stream.resume();
  await once(stream, "close");
  session.close();
  await collector.until(() => collector.spans.length === 2);
  const [server, client] = pairOf(collector.spans);
  const version = semconv.ATTR_NETWORK_PROTOCOL_VERSION;
  assert.deepEqual([server.attributes[version], client?.attributes[version]], ["2", "1.1"]);
  await gateway.gateway.close();
  const { request, status, userAgent, bytes } = parseCombined(readFileSync(join(gateway.folder, "access.log"), "utf8").trimEnd());
  assert.deepEqual([request?.protocol, request?.target, status, userAgent], ["HTTP/2.0", "/orders/7", 200, "test/2"]);
  assert.ok((bytes ?? 0) > 0);
});
