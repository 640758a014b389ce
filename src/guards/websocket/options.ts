/** The key `websocket` of the configuration and `x-portcullis-websocket` of a document: which pages may connect, and what may be said. */
import { z } from "zod";
import { parseByteSize } from "../../codec/byte_size.ts";
import { type Decoded, decodeOnce } from "../../codec/decode_once.ts";
import { parseDuration } from "../../codec/duration.ts";
import { parseRate, RATE_GRAMMAR } from "../../limit/rate.ts";
import { originIssue } from "../origins.ts";

/** What one side may send. */
export interface SideOptions {
  readonly max_frame?: string | undefined;
  readonly max_message?: string | undefined;
  readonly rate?: string | undefined;
  readonly burst?: number | undefined;
  readonly types?: readonly ("text" | "binary")[] | undefined;
  readonly schema?: string | Readonly<Record<string, unknown>> | undefined;
}

export interface WebSocketOptions {
  readonly origins: readonly string[];
  readonly missing_origin: "allow" | "refuse";
  readonly idle_timeout: string;
  readonly keep_alive: "pings" | "messages";
  readonly lifetime: string;
  readonly client: SideOptions;
  readonly server: SideOptions;
}

const MAX_BURST = 1_000_000;

const size = z.string().refine((text) => (parseByteSize(text) ?? 0) > 0, "expected a size such as `64KB` or `1MB`");
const duration = (usual: string): z.ZodDefault<z.ZodString> =>
  z
    .string()
    .refine((text) => (parseDuration(text) ?? 0) > 0, "expected a duration such as `30s`, `5m` or `24h`")
    .default(usual);

const side = (maxMessage: string): z.ZodType<SideOptions> =>
  z.strictObject({
    max_frame: size.optional().describe("longest frame; `max_message` where nothing is said"),
    max_message: size.optional().describe(`longest message, its fragments together; ${maxMessage} where nothing is said`),
    rate: z
      .string()
      .refine((text) => parseRate(text) !== null, `expected ${RATE_GRAMMAR}, at most 1000000 a second`)
      .optional()
      .describe("messages that pass on one connection in the long run, such as `20/s`"),
    burst: z.int().min(1).max(MAX_BURST).optional().describe("messages that may come at once; default: the count of the rate"),
    types: z
      .array(z.enum(["text", "binary"]))
      .min(1)
      .optional()
      .describe("kinds of messages that may be sent; both where nothing is said, `text` alone where there is a `schema`"),
    schema: z
      .union([z.string().min(1), z.record(z.string(), z.unknown())])
      .optional()
      .describe(
        "JSON Schema of each text message, which must be JSON then: a reference into the API's document, such as `#/components/schemas/Command`, or the schema itself",
      ),
  });

const DEFAULTS: WebSocketOptions = {
  origins: [],
  missing_origin: "allow",
  idle_timeout: "5m",
  keep_alive: "pings",
  lifetime: "24h",
  client: {},
  server: {},
};

const options: z.ZodType<WebSocketOptions> = z
  .union([
    z.literal(true).transform(() => DEFAULTS),
    z.strictObject({
      origins: z
        .array(
          z.string().superRefine((text, context) => {
            const message = originIssue(text);
            if (message !== null) context.addIssue({ code: "custom", message });
          }),
        )
        .default([])
        .describe(
          "origins whose pages may connect besides the gateway's own: `https://app.example`, `https://*.example.com`, or `*` for any page",
        ),
      missing_origin: z
        .enum(["allow", "refuse"])
        .default("allow")
        .describe("clients that name no origin: browsers always name one, other clients seldom"),
      idle_timeout: duration("5m").describe("longest time without a message; one that has begun must end within it"),
      keep_alive: z.enum(["pings", "messages"]).default("pings").describe("what ends idle time: pings and pongs too, or messages alone"),
      lifetime: duration("24h").describe("longest time that a connection lasts"),
      client: side("1MB").prefault({}).describe("what clients may send"),
      server: side("16MB").prefault({}).describe("what the API may send"),
    }),
  ])
  .describe("for operations that open a WebSocket (RFC 6455); `true` for the defaults");

const once = decodeOnce(options);

export const websocketOptions: z.ZodType<WebSocketOptions> = once.schema;

/** Takes the options as written or as `websocketOptions` decoded them. */
export function decodeWebSocketOptions(source: unknown): Decoded<WebSocketOptions> {
  return once.decode(source);
}
