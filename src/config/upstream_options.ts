/** Where an API runs: one URL, or several targets with how requests are spread over them and what is done about those that fail. */
import { z } from "zod";
import type { BreakerPolicy } from "../balance/breaker.ts";
import type { BalanceKind } from "../balance/balancer.ts";
import type { EjectionPolicy } from "../balance/ejection.ts";
import type { RetryPolicy } from "../balance/retry_budget.ts";
import { isToken } from "../codec/field_syntax.ts";
import { parseHost } from "../message/host.ts";
import { duration } from "./quantity.ts";
import { parseUpstreamUrl } from "./upstream_url.ts";

export interface TargetOptions {
  readonly url: URL;
  readonly weight: number;
}

export interface HealthOptions {
  readonly path: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly healthy: number;
  readonly unhealthy: number;
  readonly status: readonly number[];
}

export interface UpstreamTlsOptions {
  readonly serverName: string | null;
  /** Base64 of SHA-256. */
  readonly pins: readonly string[];
  readonly certFile: string | null;
  readonly keyFile: string | null;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
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
  readonly http2: boolean;
  readonly host: "upstream" | "preserve";
  readonly caFile: string | null;
  readonly tls: UpstreamTlsOptions;
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly betweenBytesMs: number;
  readonly totalMs: number;
  readonly connections: number;
}

const upstreamUrl: z.ZodType<URL, string> = z.string().transform((text, context) => {
  const url = parseUpstreamUrl(text);
  if (typeof url !== "string") return url;
  context.issues.push({ code: "custom", message: url, input: text });
  return new URL("http://invalid.invalid");
});

const share = (what: string): z.ZodNumber => z.number().min(0.01).max(1).describe(what);
const count = (most: number): z.ZodInt => z.int().min(1).max(most);

/** A duration within bounds; a window or an interval of none, or of years, can't be meant. */
function between(leastMs: number, mostMs: number, text: string): z.ZodType<number, string> {
  return duration.refine((ms) => ms >= leastMs && ms <= mostMs, `expected a duration ${text}`);
}
const window: z.ZodType<number, string> = between(1_000, 3_600_000, "from 1s to 1h");

const health: z.ZodType<HealthOptions> = z
  .strictObject({
    path: z
      .string()
      .regex(/^\/[\x21-\x7e]*$/u, "a path starts with `/` and has neither blanks nor characters outside ASCII")
      .max(1_024)
      .describe("asked for with GET, as it is: the path of the target's URL is not put before it"),
    interval: between(100, 3_600_000, "from 100ms to 1h").prefault("10s").describe("time between two checks of a target"),
    timeout: between(50, 60_000, "from 50ms to 60s").prefault("2s").describe("longest time for a whole answer"),
    healthy: count(100).default(2).describe("good answers in a row until a target is asked again"),
    unhealthy: count(100).default(3).describe("failed checks in a row until a target is asked no more"),
    status: z.array(z.int().min(200).max(599)).min(1).default([200]).describe("statuses of a good answer"),
  })
  .transform((written) => ({
    path: written.path,
    intervalMs: written.interval,
    timeoutMs: written.timeout,
    healthy: written.healthy,
    unhealthy: written.unhealthy,
    status: written.status,
  }));

const ejection: z.ZodType<EjectionPolicy> = z
  .strictObject({
    failures: count(1_000)
      .default(5)
      .describe("failures in a row that eject a target: no connection, no whole answer in time, 502, 503 or 504"),
    share: share("part of a target's answers whose failure ejects it").default(0.5),
    requests: count(100_000).default(20).describe("answers within `window` from which on `share` counts"),
    window: window.prefault("10s").describe("how far back `share` looks"),
    time: between(100, 3_600_000, "from 100ms to 1h")
      .prefault("10s")
      .describe("the first ejection of a target; each further one is twice as long"),
    max_time: between(100, 86_400_000, "from 100ms to 1d")
      .prefault("5m")
      .describe("longest ejection; after as long without one the count starts again"),
    max_share: share("part of the targets that may be ejected at once, rounded down").default(0.5),
  })
  .transform((written) => ({
    failures: written.failures,
    share: written.share,
    requests: written.requests,
    windowMs: written.window,
    timeMs: written.time,
    maxTimeMs: Math.max(written.time, written.max_time),
    maxShare: written.max_share,
  }));

const breaker: z.ZodType<BreakerPolicy> = z
  .strictObject({
    share: share("part of a target's answers whose failure opens its breaker").default(0.5),
    requests: count(100_000).default(20).describe("answers within `window` from which on `share` counts"),
    window: window.prefault("10s").describe("how far back `share` looks"),
    open: between(100, 3_600_000, "from 100ms to 1h").prefault("5s").describe("how long nothing is asked before a few requests probe"),
    probes: count(1_000).default(3).describe("requests that probe at once, and that have to succeed until the breaker closes"),
  })
  .transform((written) => ({
    share: written.share,
    requests: written.requests,
    windowMs: written.window,
    openMs: written.open,
    probes: written.probes,
  }));

const retries: z.ZodType<RetryPolicy> = z
  .strictObject({
    attempts: count(5).default(1).describe("further targets that a request may be sent to"),
    share: share("retries per request within `window`").default(0.2),
    min_per_second: z.int().min(0).max(10_000).default(3).describe("retries that are always allowed, per second of the window"),
    window: window.prefault("10s").describe("how far back requests and retries count"),
  })
  .transform((written) => ({
    attempts: written.attempts,
    share: written.share,
    minPerSecond: written.min_per_second,
    windowMs: written.window,
  }));

const serverName: z.ZodType<string, string> = z.string().refine((text) => {
  const host = parseHost(text);
  return !("problem" in host) && host.port === null && /[a-z]/u.test(host.name) && !host.name.startsWith("[");
}, "expected a host name such as `api.internal.example`, without port");

const PIN = /^sha256\/([A-Za-z0-9+/]{43}=)$/u;
const pin: z.ZodType<string, string> = z
  .string()
  .regex(PIN, "expected `sha256/` and the base64 of the SHA-256 of a public key (SubjectPublicKeyInfo), 44 characters")
  .transform((text) => PIN.exec(text)?.[1] ?? "");

const upstreamTls: z.ZodType<UpstreamTlsOptions> = z
  .strictObject({
    server_name: serverName.optional().describe("name asked for (SNI) and expected in the certificate, instead of the URL's"),
    pins: z
      .array(pin)
      .default([])
      .describe(
        "public keys, one of which the server's own certificate must have: `sha256/` and base64 of the SHA-256 of its SubjectPublicKeyInfo",
      ),
    cert: z.string().min(1).optional().describe("PEM file of the certificate to show to the upstream, with its chain"),
    key: z.string().min(1).optional().describe("PEM file of that certificate's private key"),
    min_version: z.enum(["1.2", "1.3"]).default("1.2").describe("lowest TLS version accepted"),
  })
  .check((context) => {
    const { cert, key } = context.value;
    if ((cert === undefined) !== (key === undefined))
      context.issues.push({
        code: "custom",
        message: "`cert` and `key` belong together",
        input: context.value,
        path: [cert === undefined ? "key" : "cert"],
      });
  })
  .transform((written) => ({
    serverName: written.server_name ?? null,
    pins: written.pins,
    certFile: written.cert ?? null,
    keyFile: written.key ?? null,
    minVersion: `TLSv${written.min_version}` as const,
  }));

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

const NO_TLS: UpstreamTlsOptions = { serverName: null, pins: [], certFile: null, keyFile: null, minVersion: "TLSv1.2" };

const DEFAULTS = {
  balance: "round_robin",
  hashBy: "client",
  addresses: "any",
  health: null,
  ejection: undefined,
  breaker: null,
  retries: undefined,
  slowStartMs: 0,
  http2: false,
  host: "upstream",
  caFile: null,
  tls: NO_TLS,
  connectMs: 3_000,
  firstByteMs: 30_000,
  betweenBytesMs: 30_000,
  totalMs: 60_000,
  connections: 256,
} as const;

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
      host: z.enum(["upstream", "preserve"]).default("upstream").describe("the `Host` that the upstream gets: its own, or the caller's"),
      ca: z.string().min(1).optional().describe("PEM file of the authorities to trust for an https upstream"),
      tls: upstreamTls.optional().describe("what an https upstream has to prove, and what is proven to it"),
      connect_timeout: duration.prefault("3s").describe("longest time to open a connection, or to wait for a free one"),
      first_byte_timeout: duration.prefault("30s").describe("from the request's last byte to the answer's first"),
      between_bytes_timeout: duration.prefault("30s").describe("longest pause in an answer"),
      timeout: duration.prefault("60s").describe("whole answer"),
      connections: z.int().min(1).max(65_535).default(256).describe("most connections at once, to each target"),
    })
    .check((context) => {
      const { value } = context;
      const report = (path: readonly PropertyKey[], message: string): void =>
        void context.issues.push({ code: "custom", message, input: value, path: [...path] });
      if ((value.url === undefined) === (value.targets === undefined))
        report([], "an upstream has either a `url` or `targets: [{ url, weight }]`");
      const urls = (value.targets ?? (value.url === undefined ? [] : [{ url: value.url, weight: 1 }])).map((target) => target);
      for (const [index, { url }] of urls.entries())
        if (urls.findIndex((other) => other.url.href === url.href) < index)
          report(["targets", index, "url"], "this target stands there twice; give one a larger `weight`");
      if (urls.length > 0 && urls.every(({ weight }) => weight === 0)) report(["targets"], "one target at least needs a `weight` above 0");
      if (urls.length === 1 && value.addresses === "any")
        for (const key of OF_SEVERAL)
          if (value[key] !== undefined && value[key] !== "off")
            report([key], `\`${key}\` needs several \`targets\`, or \`addresses: each\``);
      if (value.hash_by !== undefined && value.balance !== "consistent_hash")
        report(["hash_by"], "`hash_by` needs `balance: consistent_hash`");
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
      http2: long.http2,
      host: long.host,
      caFile: long.ca ?? null,
      tls: long.tls ?? NO_TLS,
      connectMs: long.connect_timeout,
      firstByteMs: long.first_byte_timeout,
      betweenBytesMs: long.between_bytes_timeout,
      totalMs: long.timeout,
      connections: long.connections,
    })),
]);

/** What holds for several targets where nothing is said. */
export const DEFAULT_EJECTION: EjectionPolicy = ejection.parse({});
export const DEFAULT_RETRIES: RetryPolicy = retries.parse({});
