/** A collector for tests: a real HTTP server that reads OTLP by the protocol's definition, keeps what came, and answers as it is told. */
import http from "node:http";
import protobuf from "protobufjs";
import { z } from "zod";
import { OTLP_PROTO } from "./otlp_proto.ts";

const { root } = protobuf.parse(OTLP_PROTO);
const TRACES = root.lookupType("otlp.ExportTraceServiceRequest");
const METRICS = root.lookupType("otlp.ExportMetricsServiceRequest");
const TRACES_ANSWER = root.lookupType("otlp.ExportTraceServiceResponse");

export type Attributes = Readonly<Record<string, unknown>>;

export interface CollectedSpan {
  /** Ids in hex. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  readonly kind: string;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  readonly status: { readonly code: string };
}

export interface CollectedNumber {
  readonly attributes: Attributes;
  readonly asDouble?: number | undefined;
  readonly asInt?: string | undefined;
}

export interface CollectedMetric {
  readonly name: string;
  readonly unit: string;
  readonly gauge?: { readonly dataPoints: readonly CollectedNumber[] } | undefined;
  readonly sum?: { readonly dataPoints: readonly CollectedNumber[]; readonly isMonotonic: boolean } | undefined;
  readonly histogram?:
    | {
        readonly aggregationTemporality: string;
        readonly dataPoints: readonly {
          readonly attributes: Attributes;
          readonly count: number;
          readonly sum: number;
          readonly bucketCounts: readonly number[];
          readonly explicitBounds: readonly number[];
        }[];
      }
    | undefined;
}

const value = z.object({
  stringValue: z.string().optional(),
  boolValue: z.boolean().optional(),
  intValue: z.string().optional(),
  doubleValue: z.number().optional(),
});
const attributes: z.ZodType<Attributes> = z
  .array(z.object({ key: z.string(), value }))
  .default([])
  .transform((list) => {
    if (new Set(list.map(({ key }) => key)).size !== list.length) throw new Error("an attribute comes twice");
    return Object.fromEntries(
      list.map(({ key, value: { stringValue, boolValue, intValue, doubleValue } }) => [
        key,
        stringValue ?? boolValue ?? (intValue === undefined ? doubleValue : Number(intValue)),
      ]),
    );
  });
const resource = z.object({ attributes: attributes }).transform((each) => each.attributes);

const span: z.ZodType<CollectedSpan> = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(""),
  traceState: z.string().default(""),
  name: z.string(),
  kind: z.string(),
  startTimeUnixNano: z.string().default("0").transform(BigInt),
  endTimeUnixNano: z.string().default("0").transform(BigInt),
  attributes: attributes,
  events: z.array(z.object({ name: z.string(), attributes: attributes })).default([]),
  status: z.object({ code: z.string().default("STATUS_CODE_UNSET") }),
});

const number: z.ZodType<CollectedNumber> = z.object({
  attributes: attributes,
  asDouble: z.number().optional(),
  asInt: z.string().optional(),
});
const histogram = z.object({
  attributes: attributes,
  count: z.string().transform(Number),
  sum: z.number().default(0),
  bucketCounts: z.array(z.string().transform(Number)),
  explicitBounds: z.array(z.number()),
});
const metric: z.ZodType<CollectedMetric> = z.object({
  name: z.string(),
  unit: z.string().default(""),
  gauge: z.object({ dataPoints: z.array(number) }).optional(),
  sum: z.object({ dataPoints: z.array(number), isMonotonic: z.boolean().default(false) }).optional(),
  histogram: z.object({ dataPoints: z.array(histogram), aggregationTemporality: z.string() }).optional(),
});

const traceRequest = z.object({
  resourceSpans: z.array(z.object({ resource: resource, scopeSpans: z.array(z.object({ spans: z.array(span) })) })),
});
const metricRequest = z.object({
  resourceMetrics: z.array(z.object({ resource: resource, scopeMetrics: z.array(z.object({ metrics: z.array(metric) })) })),
});

export interface Collector {
  readonly endpoint: string;
  readonly spans: CollectedSpan[];
  /** The metrics of the last export, by name. */
  readonly metrics: Map<string, CollectedMetric>;
  readonly resources: Readonly<Record<string, unknown>>[];
  readonly requests: { readonly path: string; readonly headers: http.IncomingHttpHeaders }[];
  /** How it answers from now on; null: as a collector that is well. */
  answer: ((path: string, response: http.ServerResponse) => void) | null;
  /** Waits until `done` says so, looking after every export. */
  until(done: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** What a collector answers that did not keep `rejected` spans. */
export function partialSuccess(rejected: number): Uint8Array {
  return TRACES_ANSWER.encode(TRACES_ANSWER.fromObject({ partialSuccess: { rejectedSpans: rejected, errorMessage: "too much" } })).finish();
}

function decoded(type: protobuf.Type, body: Uint8Array): unknown {
  const object = type.toObject(type.decode(body), { longs: String, enums: String, bytes: String });
  return JSON.parse(JSON.stringify(object));
}

const hex = (base64: string): string => Buffer.from(base64, "base64").toString("hex");

/** The spans of an export, and the resources that they are of. Throws for what is no such message. */
export function readSpans(body: Uint8Array): { readonly spans: readonly CollectedSpan[]; readonly resources: readonly Attributes[] } {
  const { resourceSpans } = traceRequest.parse(decoded(TRACES, body));
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  return {
    spans: spans.map((one) => ({ ...one, traceId: hex(one.traceId), spanId: hex(one.spanId), parentSpanId: hex(one.parentSpanId) })),
    resources: resourceSpans.map((each) => each.resource),
  };
}

export async function startCollector(): Promise<Collector> {
  const waiting = new Set<() => void>();
  const take = (path: string, body: Uint8Array): void => {
    if (path === "/v1/traces") {
      const { spans, resources } = readSpans(body);
      collector.spans.push(...spans);
      collector.resources.push(...resources);
    } else if (path === "/v1/metrics") {
      for (const each of metricRequest.parse(decoded(METRICS, body)).resourceMetrics) {
        collector.resources.push(each.resource);
        for (const { metrics } of each.scopeMetrics) for (const one of metrics) collector.metrics.set(one.name, one);
      }
    } else throw new Error(`nothing is exported to ${path}`);
  };
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    const path = request.url ?? "";
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      collector.requests.push({ path, headers: request.headers });
      if (collector.answer !== null) collector.answer(path, response);
      else {
        try {
          if (request.headers["content-type"] !== "application/x-protobuf") throw new Error("not protobuf");
          take(path, Buffer.concat(chunks));
          response.end();
        } catch (error) {
          response.writeHead(400).end(String(error));
        }
      }
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the collector has no TCP address");
  const collector: Collector = {
    endpoint: `http://127.0.0.1:${address.port}`,
    spans: [],
    metrics: new Map(),
    resources: [],
    requests: [],
    answer: null,
    until: (done) =>
      new Promise((resolve, reject) => {
        const settle = (): void => {
          if (!done()) return;
          waiting.delete(settle);
          clearTimeout(late);
          resolve();
        };
        const late = setTimeout(() => {
          waiting.delete(settle);
          reject(new Error(`the collector did not get it: ${collector.requests.length} exports, ${collector.spans.length} spans`));
        }, 8_000);
        waiting.add(settle);
        settle();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return collector;
}
