/** The key `cors`, and what it compiles to for one operation. */
import { z } from "zod";
import { SHORT_TOKEN } from "../../codec/field_syntax.ts";
import { parseDuration } from "../../codec/duration.ts";
import type { Operation } from "../../openapi/operation.ts";
import type { CompileIssue } from "../define_guard.ts";
import { compileOrigins, type OriginSet, originIssue } from "../origins.ts";

export interface CorsOptions {
  readonly origins: readonly string[];
  readonly methods?: readonly string[] | undefined;
  readonly headers?: readonly string[] | undefined;
  readonly expose: readonly string[];
  readonly credentials: boolean;
  readonly max_age: string;
  readonly refuse: boolean;
}

/** What one operation allows, as the fields of its answers. */
export interface CorsPlan {
  readonly origins: OriginSet;
  readonly methods: ReadonlySet<string>;
  /** Lower case. */
  readonly headers: ReadonlySet<string>;
  readonly allowMethods: string;
  readonly allowHeaders: string;
  readonly exposeHeaders: string;
  readonly credentials: boolean;
  readonly maxAgeS: string;
  readonly refuse: boolean;
}

const token = z.string().regex(SHORT_TOKEN, "expected a method or field name, each by itself; `*` is not one");
/** Methods of an operation that stands for all of them: `routes: any`, or a declared OPTIONS. */
const ALL_METHODS: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const DEFAULT_HEADERS: readonly string[] = ["authorization", "content-type"];
/** Allowed without asking (Fetch standard, CORS-safelisted request-header). */
const SAFELISTED: readonly string[] = ["accept", "accept-language", "content-language"];
/** What the gateway itself adds for callers to read. */
const DEFAULT_EXPOSED: readonly string[] = ["ratelimit", "ratelimit-policy", "retry-after", "x-request-id"];

export const corsOptions: z.ZodType<CorsOptions> = z
  .strictObject({
    origins: z
      .array(
        z.string().superRefine((text, context) => {
          const message = originIssue(text);
          if (message !== null) context.addIssue({ code: "custom", message });
        }),
      )
      .min(1)
      .describe("origins whose pages may call: `https://app.example`, `https://*.example.com`, or `*` alone for any"),
    methods: z.array(token).min(1).optional().describe("methods allowed; default: the declared ones"),
    headers: z
      .array(token)
      .optional()
      .describe("request fields that pages may set; default: Authorization, Content-Type and the operation's declared header parameters"),
    expose: z
      .array(token)
      .default([...DEFAULT_EXPOSED])
      .describe("response fields that pages may read"),
    credentials: z.boolean().default(false).describe("whether browsers send cookies and client certificates along; not with `*`"),
    max_age: z
      .string()
      .refine((text) => parseDuration(text) !== null, "expected a duration such as `10m`")
      .default("10m")
      .describe("how long browsers may keep the answer to a preflight"),
    refuse: z
      .boolean()
      .default(false)
      .describe("refuse calls from other origins with 403, instead of only withholding the fields that let pages read answers"),
  })
  .describe("which web pages may call from other origins (Fetch standard, CORS protocol)");

/** What is allowed on `operation` (null: as if it stood for all methods), or why these options can't be meant. */
export function compileCors(options: CorsOptions, operation: Operation | null): CorsPlan | readonly CompileIssue[] {
  const issues: CompileIssue[] = [];
  const maxAgeMs = parseDuration(options.max_age);
  if (options.origins.includes("*") && options.credentials)
    issues.push({ path: ["credentials"], message: "credentials for any origin would let every page act as the user; name the origins" });
  if (options.origins.includes("*") && options.origins.length > 1)
    issues.push({ path: ["origins"], message: "`*` allows every origin; remove it or the others" });
  if (maxAgeMs === null) issues.push({ path: ["max_age"], message: "expected a duration such as `10m`" });
  if (issues.length > 0 || maxAgeMs === null) return issues;
  const methods = options.methods ?? declaredMethods(operation);
  const headers = (options.headers ?? [...DEFAULT_HEADERS, ...declaredHeaders(operation)]).map((name) => name.toLowerCase());
  return {
    origins: compileOrigins(options.origins),
    methods: new Set(methods),
    headers: new Set([...headers, ...SAFELISTED]),
    allowMethods: methods.join(", "),
    allowHeaders: [...new Set(headers)].join(", "),
    exposeHeaders: options.expose.map((name) => name.toLowerCase()).join(", "),
    credentials: options.credentials,
    maxAgeS: String(Math.floor(maxAgeMs / 1000)),
    refuse: options.refuse,
  };
}

function declaredMethods(operation: Operation | null): readonly string[] {
  if (operation === null || !operation.documented || operation.method === "OPTIONS") return ALL_METHODS;
  return operation.method === "GET" ? ["GET", "HEAD"] : [operation.method];
}

function declaredHeaders(operation: Operation | null): readonly string[] {
  return (operation?.parameters ?? []).filter((parameter) => parameter.in === "header").map((parameter) => parameter.name);
}
