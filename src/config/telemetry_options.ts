/** Telemetry sent to a collector: traces and metrics over OTLP, and what the gateway says it is. */
import { z } from "zod";
import { isLoopback } from "./listener_options.ts";
import { duration } from "./quantity.ts";

/** Whose `sampled` flag decides whether a trace is recorded. */
export type Follow = "trusted_proxies" | "everyone" | "nobody";

export interface OtlpOptions {
  /** The collector, without `/v1/traces`. */
  readonly endpoint: URL;
  /** Where the fields that go with every export are read from. */
  readonly headersFile: string | null;
  readonly headersVariable: string | null;
  readonly caFile: string | null;
  readonly timeoutMs: number;
  /** Null: no traces. */
  readonly traces: { readonly ratio: number; readonly follow: Follow } | null;
  /** Null: no metrics. */
  readonly metrics: { readonly intervalMs: number } | null;
}

export interface TelemetryOptions {
  readonly otlp: OtlpOptions;
  /** Attributes of the resource, `service.name` among them. */
  readonly resource: Readonly<Record<string, string>>;
}

/** Why traces and metrics may not be sent there, or null. */
function endpointFault(url: URL | null): string | null {
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:"))
    return "expected the collector's URL, such as `http://127.0.0.1:4318`";
  if (url.username !== "" || url.password !== "") return "a name or password in the URL is none of it: put the field into `headers_file`";
  if (url.search !== "" || url.hash !== "") return "expected a URL without query and fragment; `/v1/traces` and `/v1/metrics` are added";
  return null;
}

const endpoint: z.ZodType<URL, string> = z.string().transform((text, context) => {
  const url = URL.parse(text);
  const fault = endpointFault(url);
  // Why without the input: it may hold a password.
  if (fault !== null) context.issues.push({ code: "custom", message: fault, input: "" });
  return fault === null && url !== null ? url : new URL("http://invalid.invalid");
});

const MIN_INTERVAL_MS = 1_000;
const DEFAULT_RATIO = 0.1;

const interval: z.ZodType<number, string> = duration.superRefine((ms, context) => {
  if (ms < MIN_INTERVAL_MS) context.addIssue({ code: "custom", message: "expected at least `1s`" });
});

const traces = z
  .strictObject({
    sample: z
      .number()
      .min(0)
      .max(1)
      .default(DEFAULT_RATIO)
      .describe("share of exchanges that are recorded where no caller that is followed decided: 0 none, 1 all"),
    follow: z
      .enum(["trusted_proxies", "everyone", "nobody"])
      .default("trusted_proxies")
      .describe("whose `sampled` flag in `traceparent` decides instead"),
  })
  .transform((written) => ({ ratio: written.sample, follow: written.follow }));

const metrics = z
  .strictObject({ interval: interval.prefault("60s").describe("how often metrics are sent") })
  .transform((written) => ({ intervalMs: written.interval }));

const otlp: z.ZodType<OtlpOptions> = z
  .strictObject({
    endpoint: endpoint.describe("the collector's OTLP/HTTP address; `/v1/traces` and `/v1/metrics` are added"),
    headers_file: z
      .string()
      .min(1)
      .optional()
      .describe("file, readable by its owner alone, of `Name: value` lines that are sent to the collector, such as its token"),
    headers_env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/u, "expected the name of an environment variable")
      .optional()
      .describe("name of an environment variable that holds such lines, instead of `headers_file`"),
    ca: z.string().min(1).optional().describe("PEM file of the authorities to trust for an https collector"),
    timeout: duration.prefault("10s").describe("longest time for one export, answer included"),
    traces: z
      .union([z.literal("off"), traces])
      .prefault({})
      .describe("one span per exchange and one for asking the upstream, or `off`"),
    metrics: z
      .union([z.literal("off"), metrics])
      .prefault({})
      .describe("durations and numbers of exchanges under the names of OpenTelemetry, or `off`"),
  })
  .superRefine((written, context) => {
    const { endpoint: url, headers_file: file, headers_env: variable } = written;
    if (file !== undefined && variable !== undefined)
      context.addIssue({ code: "custom", message: "`headers_file` and `headers_env` exclude each other", path: ["headers_env"] });
    if ((file === undefined && variable === undefined) || url.protocol === "https:" || isLoopback(url.hostname.replaceAll(/[[\]]/gu, "")))
      return;
    const key = file === undefined ? "headers_env" : "headers_file";
    const message = `what \`${key}\` holds would travel unencrypted to \`${url.host}\`: use https, or a collector on this machine`;
    context.addIssue({ code: "custom", message, path: [key] });
  })
  .transform((written) => ({
    endpoint: written.endpoint,
    headersFile: written.headers_file ?? null,
    headersVariable: written.headers_env ?? null,
    caFile: written.ca ?? null,
    timeoutMs: written.timeout,
    traces: written.traces === "off" ? null : written.traces,
    metrics: written.metrics === "off" ? null : written.metrics,
  }));

export const telemetry: z.ZodType<TelemetryOptions> = z
  .strictObject({
    otlp: otlp.describe("OpenTelemetry Protocol over HTTP, as protobuf"),
    resource: z
      .record(z.string().min(1), z.string())
      .default({})
      .describe("attributes of this gateway in its telemetry, such as `deployment.environment.name`; `service.name` is `portcullis`"),
  })
  .transform((written) => ({ otlp: written.otlp, resource: { "service.name": "portcullis", ...written.resource } }));
