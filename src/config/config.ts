/** The whole configuration: `portcullis.yaml`. One decoder gives the types, the checks and the published JSON Schema. */
import { z } from "zod";
import { GUARDS } from "../guards/index.ts";
import type { Mode, OnError } from "../kernel/guard.ts";
import { api, type ApiOptions, type Features, mode, onError, whenWritten } from "./api_options.ts";
import { adminListen, type AdminListen, listen, type Listeners, protocol, type ProtocolLimits } from "./listener_options.ts";
import { cidr } from "./network.ts";
import { duration, size } from "./quantity.ts";
import { DEFAULT_STATE, stateFile } from "./state_files.ts";
import { telemetry, type TelemetryOptions } from "./telemetry_options.ts";

export interface StoreOptions {
  /** Relative to the configuration's folder, or absolute. */
  readonly path: string;
  readonly retentionMs: number;
  readonly maxBytes: number;
}

export interface LogOptions {
  readonly exchanges: "all" | "denied" | "off";
  /** How the lines of exchanges are written: JSON, or Apache's combined format. */
  readonly format: "json" | "combined";
  /** File, or null for standard output. */
  readonly file: string | null;
}

export interface CaptureOptions {
  readonly match: string;
  readonly forMs: number;
}

export interface Config {
  readonly version: 1;
  readonly listen: Listeners;
  readonly admin: AdminListen | null;
  /** Processes that serve exchanges; `auto` for one per core. */
  readonly workers: number | "auto";
  readonly trustedProxies: readonly string[];
  readonly protocol: ProtocolLimits;
  /** Folder of the gateway's own state, relative to the configuration's folder or absolute. */
  readonly state: string;
  readonly store: StoreOptions | null;
  readonly log: LogOptions;
  readonly telemetry: TelemetryOptions | null;
  readonly problemDetail: "none" | "code" | "pointer";
  readonly modes: Readonly<Record<string, Mode>>;
  readonly onError: Readonly<Record<string, OnError>>;
  readonly capture: CaptureOptions | null;
  /** Modules with guards of the user's own. */
  readonly guards: readonly string[];
  /** Options of `head` guards. */
  readonly features: Features;
  readonly apis: readonly ApiOptions[];
}

/** Far more than there are cores. */
const MAX_WORKERS = 256;
const HEAD_FEATURES: ReadonlyMap<string, z.ZodType> = new Map(
  GUARDS.filter((guard) => guard.phase === "head").map((guard) => [guard.key, guard.options] as const),
);
const headShape: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  [...HEAD_FEATURES].map(([key, options]) => [key, whenWritten(options)]),
);

const store: z.ZodType<Omit<StoreOptions, "path"> & { readonly path: string | null }> = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .optional()
      .describe("SQLite file of the event store, relative to this file; `events.sqlite` in `state` where nothing is said"),
    retention: duration.prefault("7d").describe("how long a record is kept"),
    max_size: size.prefault("1GB").describe("size past which the oldest records go first"),
  })
  .transform((written) => ({ path: written.path ?? null, retentionMs: written.retention, maxBytes: written.max_size }));

const log: z.ZodType<LogOptions> = z
  .strictObject({
    exchanges: z
      .enum(["all", "denied", "off"])
      .default("all")
      .describe("which exchanges get a line; what goes wrong in the gateway itself always gets one"),
    format: z
      .enum(["json", "combined"])
      .default("json")
      .describe(
        "JSON lines, or the combined format of Apache and nginx; the gateway's own lines stay JSON, and go to standard error beside `combined`",
      ),
    file: z.string().min(1).optional().describe("file to append to instead of standard output"),
  })
  .transform((written) => ({ exchanges: written.exchanges, format: written.format, file: written.file ?? null }));

export const config: z.ZodType<Config> = z
  .strictObject({
    version: z.literal(1).describe("version of this file's format"),
    listen: listen.prefault("127.0.0.1:8080").describe("where the APIs are served: an address, or a list of them"),
    admin: z
      .union([z.literal("off"), adminListen])
      .prefault("127.0.0.1:9090")
      .describe("where metrics, health and the admin API are served, or `off`"),
    workers: z
      .union([z.int().min(1).max(MAX_WORKERS), z.literal("auto")])
      .default(1)
      .describe("processes that serve exchanges: a number, or `auto` for one per core; bounds on connections are divided among them"),
    trusted_proxies: z.array(cidr).default([]).describe("CIDRs of proxies whose `Forwarded` and `X-Forwarded-*` are believed"),
    protocol: protocol.describe("limits of the HTTP protocol itself"),
    state: z
      .string()
      .regex(/^.*[^/]$/su, "a folder is written without `/` at its end")
      .default(DEFAULT_STATE)
      .describe(
        "folder of what the gateway keeps for itself: event store, admin token, key of captures, overrides of modes; made where it is missing",
      ),
    store: z
      .union([z.literal("off"), store])
      .prefault({})
      .describe("the embedded event store, or `off`"),
    log: log.prefault({}).describe("the log: a line per exchange, and what the gateway says of itself"),
    telemetry: z
      .union([z.literal("off"), telemetry])
      .prefault("off")
      .describe("traces and metrics sent to an OpenTelemetry collector, or `off`"),
    problem_detail: z.enum(["none", "code", "pointer"]).default("pointer").describe("how much a refusal tells the caller; never a value"),
    modes: z.record(z.string(), mode).prefault({}).describe("mode per guard for all APIs"),
    on_error: onError
      .prefault({})
      .describe("per guard, for all APIs: `pass` lets an exchange go on when the guard itself breaks; `deny` where nothing is said"),
    capture: z
      .strictObject({
        match: z
          .string()
          .min(1)
          .describe(
            "which requests: the words `denied`, `api=NAME`, `operation=ID`, `principal=WHO`, `code=CODE`, as in `denied operation=createOrder`; all must fit",
          ),
        for: duration.describe("how long requests are captured"),
      })
      .optional()
      .describe("keep matching requests whole, encrypted and for a while, so that `explain` can run them again"),
    guards: z.array(z.string().min(1)).default([]).describe("modules with guards of your own (`defineGuard`)"),
    apis: z.array(api).min(1).describe("the APIs to protect"),
    ...headShape,
  })
  .check((context) => {
    const { listen: listeners, apis } = context.value;
    if (listeners.some(({ tls }) => tls !== null && tls.clientCertificates !== null)) return;
    for (const [index, each] of apis.entries()) {
      if (each.clientCertificate !== "required") continue;
      const message = "no listener asks for client certificates; write `client_certificates` in a listener's `tls`";
      context.issues.push({ code: "custom", message, input: context.value, path: ["apis", index, "client_certificate"] });
    }
  })
  .transform((written) => ({
    version: written.version,
    listen: written.listen,
    admin: written.admin === "off" ? null : written.admin,
    workers: written.workers,
    trustedProxies: written.trusted_proxies,
    protocol: written.protocol,
    state: written.state,
    store: written.store === "off" ? null : { ...written.store, path: written.store.path ?? stateFile(written, "events.sqlite") },
    log: written.log,
    telemetry: written.telemetry === "off" ? null : written.telemetry,
    problemDetail: written.problem_detail,
    modes: written.modes,
    onError: written.on_error,
    capture: written.capture === undefined ? null : { match: written.capture.match, forMs: written.capture.for },
    guards: written.guards,
    features: new Map(Object.entries(written).filter(([key, value]) => HEAD_FEATURES.has(key) && value !== undefined)),
    apis: written.apis,
  }));
