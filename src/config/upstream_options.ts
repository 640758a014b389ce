/** Where an API runs: one URL, or several targets with how requests are spread over them and what is done about those that fail. */
import { z } from "zod";
import type { BreakerPolicy } from "../balance/breaker.ts";
import type { BalanceKind } from "../balance/balancer.ts";
import type { EjectionPolicy } from "../balance/ejection.ts";
import type { RetryPolicy } from "../balance/retry_budget.ts";
import { isToken } from "../codec/field_syntax.ts";
import { between, breaker, ejection, health, type HealthOptions, retries } from "./failing_targets.ts";
import { duration } from "./quantity.ts";
import { NO_TLS, upstreamTls, type UpstreamTlsOptions } from "./upstream_tls_options.ts";
import { parseUpstreamUrl } from "./upstream_url.ts";

export interface TargetOptions {
  readonly url: URL;
  readonly weight: number;
}

export interface UpstreamOptions {
  /** At least one. */
  readonly targets: readonly TargetOptions[];
  readonly balance: BalanceKind;
  /** `client`, `principal`, or the lower-case name of a header field after `header:`. */
  readonly hashBy: string;
  readonly addresses: "any" | "each";
  readonly health: HealthOptions | null;
  /** Undefined where nothing is said. */
  readonly ejection: EjectionPolicy | null | undefined;
  readonly breaker: BreakerPolicy | null;
  /** Undefined where nothing is said. */
  readonly retries: RetryPolicy | null | undefined;
  readonly slowStartMs: number;
  readonly failureStatus: readonly number[];
  readonly http2: boolean;
  /** Version of the PROXY protocol, null for none. */
  readonly proxyProtocol: 1 | 2 | null;
  readonly host: "upstream" | "preserve";
  readonly caFile: string | null;
  readonly tls: UpstreamTlsOptions;
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly betweenBytesMs: number;
  readonly totalMs: number;
  readonly eventStreamMs: number;
  readonly connections: number;
}

const upstreamUrl: z.ZodType<URL, string> = z.string().transform((text, context) => {
  const url = parseUpstreamUrl(text);
  if (typeof url !== "string") return url;
  context.issues.push({ code: "custom", message: url, input: text });
  return new URL("http://invalid.invalid");
});

const hashBy: z.ZodType<string, string> = z
  .string()
  .meta({ examples: ["client", "principal", "header:x-tenant"] })
  .transform((text, context) => {
    if (text === "client" || text === "principal") return text;
    const name = text.startsWith("header:") ? text.slice("header:".length).toLowerCase() : "";
    if (isToken(name)) return `header:${name}`;
    context.issues.push({ code: "custom", message: "expected `client`, `principal` or `header:NAME`", input: text });
    return "client";
  });

/** What a target is: one path with and without a slash at its end is the same. */
const placeOf = ({ href }: URL): string => href.replace(/\/$/u, "");

const DEFAULTS = {
  balance: "round_robin",
  hashBy: "client",
  addresses: "any",
  health: null,
  ejection: undefined,
  breaker: null,
  retries: undefined,
  slowStartMs: 0,
  failureStatus: [502, 503, 504],
  http2: false,
  proxyProtocol: null,
  host: "upstream",
  caFile: null,
  tls: NO_TLS,
  connectMs: 3_000,
  firstByteMs: 30_000,
  betweenBytesMs: 30_000,
  totalMs: 60_000,
  eventStreamMs: 3_600_000,
  connections: 256,
} as const;

const PROXY_VERSIONS = { v1: 1, v2: 2 } as const;
const MAX_TARGETS = 256;
const off = z.literal("off");
/** Keys that mean nothing where there is but one target. */
const OF_SEVERAL = ["balance", "hash_by", "ejection", "retries", "slow_start"] as const;

export const upstream: z.ZodType<UpstreamOptions> = z.union([
  upstreamUrl.transform((url) => ({ ...DEFAULTS, targets: [{ url, weight: 1 }] })),
  z
    .strictObject({
      url: upstreamUrl.optional().describe("where requests go; a path is put before every request's path"),
      targets: z
        .array(
          z.strictObject({
            url: upstreamUrl.describe("where requests of this target go; a path is put before every request's path"),
            weight: z.int().min(0).max(1_000).default(1).describe("share of the requests compared with the other targets; 0 for none"),
          }),
        )
        .min(1)
        .max(MAX_TARGETS)
        .optional()
        .describe("instead of `url`: several places that can answer every request"),
      balance: z
        .enum(["round_robin", "least_outstanding", "consistent_hash"])
        .optional()
        .describe(
          "how a target is chosen: in turn (the default), where the fewest requests are under way, or the same one for the same `hash_by`",
        ),
      hash_by: hashBy
        .optional()
        .describe(
          "with `consistent_hash`: `client` (its address; the default), `principal`, or `header:NAME`; who has neither is told apart by address",
        ),
      addresses: z
        .enum(["any", "each"])
        .default("any")
        .describe(
          "of a name with several addresses: connect to any, or make each a target of its own (its IPv4 addresses where it has some)",
        ),
      health: health.optional().describe("ask each target regularly, and send no requests to those that do not answer well"),
      ejection: z
        .union([off, ejection])
        .optional()
        .describe("leave targets whose answers fail alone for a while; on where there are several"),
      breaker: z
        .union([off, breaker])
        .default("off")
        .describe("stop asking a target that fails, also the only one, and let a few requests find out when it works again"),
      retries: z
        .union([off, retries])
        .optional()
        .describe("send a request that can't do harm twice to another target when the first gave not one byte; on where there are several"),
      slow_start: between(0, 3_600_000, "of at most 1h")
        .optional()
        .describe("time in which a target that came, or came back, grows from a tenth to its full share"),
      http2: z
        .boolean()
        .default(false)
        .describe(
          "speak HTTP/2 there: an https upstream must agree to it by ALPN, an http one is taken at its word; `connections` then bounds requests at once",
        ),
      proxy_protocol: z
        .enum(["v1", "v2"])
        .optional()
        .describe(
          "begin each connection with a header of the PROXY protocol that names the client; no connection then serves a second request",
        ),
      failure_status: z
        .array(z.int().min(400).max(599))
        .optional()
        .describe(
          "statuses by which an answer counts as a failure of its target, for `ejection` and `breaker`; 502, 503 and 504 where nothing is said",
        ),
      host: z.enum(["upstream", "preserve"]).default("upstream").describe("the `Host` that the upstream gets: its own, or the caller's"),
      ca: z.string().min(1).optional().describe("PEM file of the authorities to trust for an https upstream"),
      tls: upstreamTls.optional().describe("what an https upstream has to prove, and what is proven to it"),
      connect_timeout: duration.prefault("3s").describe("longest time to open a connection, or to wait for a free one"),
      first_byte_timeout: duration.prefault("30s").describe("from the request's last byte to the answer's first"),
      between_bytes_timeout: duration.prefault("30s").describe("longest pause in an answer"),
      timeout: duration.prefault("60s").describe("whole answer"),
      event_stream_timeout: duration
        .prefault("1h")
        .describe("whole answer of an event stream (`text/event-stream`), which `timeout` and `protocol.request_timeout` do not end then"),
      connections: z.int().min(1).max(65_535).default(256).describe("most connections at once, to each target"),
    })
    .check((context) => {
      const { value } = context;
      const report = (path: readonly PropertyKey[], message: string): void =>
        void context.issues.push({ code: "custom", message, input: value, path: [...path] });
      if ((value.url === undefined) === (value.targets === undefined))
        report([], "an upstream has either a `url` or `targets: [{ url, weight }]`");
      const urls = value.targets ?? (value.url === undefined ? [] : [{ url: value.url, weight: 1 }]);
      for (const [index, { url }] of urls.entries())
        if (urls.findIndex((other) => placeOf(other.url) === placeOf(url)) < index)
          report(["targets", index, "url"], "this target stands there twice; give one a larger `weight`");
      if (urls.length > 0 && urls.every(({ weight }) => weight === 0)) report(["targets"], "one target at least needs a `weight` above 0");
      if (urls.length === 1 && value.addresses === "any")
        for (const key of OF_SEVERAL)
          if (value[key] !== undefined && value[key] !== "off")
            report([key], `\`${key}\` needs several \`targets\`, or \`addresses: each\``);
      if (urls.length === 1 && value.addresses === "any" && value.breaker === "off" && value.failure_status !== undefined)
        report(["failure_status"], "`failure_status` needs a `breaker`, several `targets`, or `addresses: each`");
      if (value.hash_by !== undefined && value.balance !== "consistent_hash")
        report(["hash_by"], "`hash_by` needs `balance: consistent_hash`");
      if (value.http2 && value.proxy_protocol !== undefined)
        report(
          ["proxy_protocol"],
          "`proxy_protocol` names one client for a connection, which `http2` shares among all; leave one of them out",
        );
      if (value.tls !== undefined && !urls.some(({ url }) => url.protocol === "https:"))
        report(["tls"], "`tls` needs an `https://` URL; as it is, nothing is encrypted");
    })
    .transform((long) => ({
      targets: long.targets ?? (long.url === undefined ? [] : [{ url: long.url, weight: 1 }]),
      balance: long.balance ?? DEFAULTS.balance,
      hashBy: long.hash_by ?? DEFAULTS.hashBy,
      addresses: long.addresses,
      health: long.health ?? null,
      ejection: long.ejection === "off" ? null : long.ejection,
      breaker: long.breaker === "off" ? null : long.breaker,
      retries: long.retries === "off" ? null : long.retries,
      slowStartMs: long.slow_start ?? 0,
      failureStatus: long.failure_status ?? DEFAULTS.failureStatus,
      http2: long.http2,
      proxyProtocol: long.proxy_protocol === undefined ? null : PROXY_VERSIONS[long.proxy_protocol],
      host: long.host,
      caFile: long.ca ?? null,
      tls: long.tls ?? NO_TLS,
      connectMs: long.connect_timeout,
      firstByteMs: long.first_byte_timeout,
      betweenBytesMs: long.between_bytes_timeout,
      totalMs: long.timeout,
      eventStreamMs: long.event_stream_timeout,
      connections: long.connections,
    })),
]);
