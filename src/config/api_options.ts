/** One API of the configuration: where its document and upstream are, who may call, and which guards and rewrites apply. */
import { z } from "zod";
import { AuthOptions } from "../authn/auth_options.ts";
import { GUARDS } from "../guards/index.ts";
import type { Mode, OnError } from "../kernel/guard.ts";
import { parseHost } from "../message/host.ts";
import { REWRITES } from "../rewrites/index.ts";
import { grpc, type GrpcOptions } from "./grpc_options.ts";
import { size } from "./quantity.ts";
import { upstream, type UpstreamOptions } from "./upstream_options.ts";

export const mode: z.ZodType<Mode> = z.enum(["off", "observe", "enforce"]);
const modes: z.ZodType<Readonly<Record<string, Mode>>> = z.record(z.string(), mode);
/** By guard. One that is not named denies. */
export const onError: z.ZodType<Readonly<Record<string, OnError>>> = z.record(z.string(), z.enum(["deny", "pass"]));

/** Canonical, as hosts of requests are compared: what is no such name would select nothing, and its requests would go to another API. */
const hostName: z.ZodType<string, string> = z
  .string()
  .min(1)
  .transform((text, context) => {
    const host = parseHost(text);
    if (!("problem" in host) && host.port === null) return host.name;
    const message = "expected a host name or IP address without port, such as `api.example.com`; a wildcard is none";
    context.issues.push({ code: "custom", message, input: text });
    return text;
  });

/** Guard and rewrite options by key, as written; each feature decodes its own. */
export type Features = ReadonlyMap<string, unknown>;

export interface OperationOptions {
  readonly public: boolean | null;
  readonly auth: AuthOptions | null;
  readonly modes: Readonly<Record<string, Mode>>;
  readonly onError: Readonly<Record<string, OnError>>;
  readonly maxBodyBytes: number | null;
  readonly features: Features;
}

export type ClientCertificateNeed = "required" | "optional" | "none";

export interface ApiOptions {
  readonly name: string | null;
  /** Path of the document, relative to the configuration file, or null with `routes: any`. */
  readonly openapi: string | null;
  /** Files that declare the services, instead of a document. */
  readonly grpc: GrpcOptions | null;
  readonly upstream: UpstreamOptions;
  readonly hosts: readonly string[];
  readonly prefix: string;
  readonly stripPrefix: boolean;
  readonly clientCertificate: ClientCertificateNeed;
  readonly public: boolean;
  readonly auth: AuthOptions | null;
  readonly modes: Readonly<Record<string, Mode>>;
  readonly onError: Readonly<Record<string, OnError>>;
  readonly maxBodyBytes: number | null;
  readonly compile: "lazy" | "eager";
  readonly unsupportedPattern: "error" | "length_only";
  readonly remoteRefs: readonly string[];
  readonly features: Features;
  /** By `operationId` or `METHOD /template`. */
  readonly operations: ReadonlyMap<string, OperationOptions>;
}

/** Every key that a guard (but those of the `head` phase) or rewrite of the tables takes, with its decoder. */
const FEATURES: ReadonlyMap<string, z.ZodType> = new Map(
  // Why guards last: a rewrite that shares a key with a guard leaves its schema to the guard.
  [...REWRITES, ...GUARDS.filter((guard) => guard.phase !== "head")].map((feature) => [feature.key, feature.options] as const),
);

/**
 * The options of a feature, absent where they are not written: what decoding nothing gives must not stand in the way of what a level above says.
 */
export function whenWritten(options: z.ZodType): z.ZodType {
  // Why: `optional` alone takes the default of what it wraps; behind a step before it, that default is out of sight.
  return z.preprocess((written) => written, options).optional();
}

const featureShape: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  [...FEATURES].map(([key, options]) => [key, whenWritten(options)]),
);

function featuresOf(written: Readonly<Record<string, unknown>>): Features {
  return new Map(Object.entries(written).filter(([key, value]) => FEATURES.has(key) && value !== undefined));
}

const operation: z.ZodType<OperationOptions> = z
  .strictObject({
    public: z.boolean().optional().describe("no caller need be known"),
    auth: AuthOptions.optional().describe("who may call, instead of the API's `auth`"),
    modes: modes.prefault({}).describe("mode per guard: `off`, `observe` or `enforce`"),
    on_error: onError
      .prefault({})
      .describe("per guard: `pass` lets an exchange go on when the guard itself breaks; `deny` where nothing is said"),
    max_body: size.optional().describe("longest request body"),
    ...featureShape,
  })
  .transform((written) => ({
    public: written.public ?? null,
    auth: written.auth ?? null,
    modes: written.modes,
    onError: written.on_error,
    maxBodyBytes: written.max_body ?? null,
    features: featuresOf(written),
  }));

export const api: z.ZodType<ApiOptions> = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/u, "a name has lower-case letters, digits, `.`, `_`, `-`")
      .optional()
      .describe("name in records, metrics and `matrix`; made from the document's title where it is missing"),
    openapi: z
      .string()
      .min(1)
      .optional()
      .describe(
        "the API's OpenAPI document (3.0, 3.1, 3.2 or Swagger 2.0; JSON or YAML), relative to this file; see docs/swagger.md for 2.0",
      ),
    grpc: grpc
      .optional()
      .describe("instead of `openapi`: the services that the API has, as `.proto` files or descriptor sets; needs `upstream.http2`"),
    routes: z.literal("any").optional().describe("instead of `openapi`: every path passes, unvalidated"),
    upstream: upstream.describe("where the API runs"),
    hosts: z
      .array(hostName)
      .prefault([])
      .describe("host names or IP addresses that select this API, without port or wildcard; without any it answers to all"),
    prefix: z
      .string()
      .regex(/^(\/[A-Za-z0-9._~-]+)+$/u, "a prefix looks like `/v1` or `/shop/api`")
      .optional()
      .describe("path prefix that selects this API"),
    client_certificate: z
      .enum(["required", "optional", "none"])
      .default("optional")
      .describe(
        "whether callers need a certificate of their own: `required`; `optional`, where one that is shown must be valid; `none`, where it is not looked at",
      ),
    strip_prefix: z.boolean().default(false).describe("remove the prefix before routing and forwarding"),
    public: z.boolean().default(false).describe("with `routes: any`: no caller need be known"),
    auth: AuthOptions.optional().describe("who may call: issuer, audience, keys"),
    modes: modes.prefault({}).describe("mode per guard: `off`, `observe` or `enforce`"),
    on_error: onError
      .prefault({})
      .describe("per guard: `pass` lets an exchange go on when the guard itself breaks; `deny` where nothing is said"),
    max_body: size.optional().describe("longest request body; 1MB where nothing else is said"),
    compile: z.enum(["lazy", "eager"]).default("lazy").describe("compile the schemas of an operation at its first request, or all at load"),
    unsupported_pattern: z
      .enum(["error", "length_only"])
      .default("error")
      .describe("what a schema `pattern` that can't run in linear time is"),
    remote_refs: z.array(z.url()).default([]).describe("URL prefixes from which the document's `$ref`s may load"),
    operations: z.record(z.string(), operation).prefault({}).describe("per operation, by `operationId` or `METHOD /path`"),
    ...featureShape,
  })
  .check((context) => {
    const { openapi, routes, grpc, upstream, auth, public: isPublic, strip_prefix: strip, prefix } = context.value;
    const report = (path: string, message: string): void =>
      void context.issues.push({ code: "custom", message, input: context.value, path: [path] });
    if (openapi === undefined && routes === undefined && grpc === undefined)
      report("openapi", "an API needs `openapi: FILE`, `grpc: FILE`, or `routes: any` to pass every path unvalidated");
    if (openapi !== undefined && routes !== undefined) report("routes", "`openapi` and `routes: any` exclude each other");
    if (grpc !== undefined && (openapi !== undefined || routes !== undefined))
      report("grpc", "`grpc` stands alone: without `openapi` and `routes`");
    if (grpc !== undefined && !upstream.http2)
      report("upstream", "gRPC needs HTTP/2 all the way: write `upstream: { url: ..., http2: true }`");
    if (routes !== undefined && auth === undefined && !isPublic)
      report("auth", "`routes: any` needs `auth`, or `public: true` written out");
    if (auth !== undefined && isPublic) report("public", "`public: true` and `auth` exclude each other");
    if (strip && prefix === undefined) report("strip_prefix", "`strip_prefix` needs a `prefix`");
  })
  .transform((written) => ({
    name: written.name ?? null,
    openapi: written.openapi ?? null,
    grpc: written.grpc ?? null,
    upstream: written.upstream,
    hosts: written.hosts,
    prefix: written.prefix ?? "",
    stripPrefix: written.strip_prefix,
    clientCertificate: written.client_certificate,
    public: written.public,
    auth: written.auth ?? null,
    modes: written.modes,
    onError: written.on_error,
    maxBodyBytes: written.max_body ?? null,
    compile: written.compile,
    unsupportedPattern: written.unsupported_pattern,
    remoteRefs: written.remote_refs,
    features: featuresOf(written),
    operations: new Map(Object.entries(written.operations)),
  }));
