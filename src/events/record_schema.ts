/**
 * The record of an exchange as others read it: the decoder of stored and streamed records, and the JSON Schema published from it
 * (`docs/schemas/exchange-record.json`). The words are those of kernel/record.ts.
 */
import { z } from "zod";
import type { ExchangeRecord } from "../kernel/record.ts";

const mode = z.enum(["off", "observe", "enforce"]);
const name = z.string().nullable();
const milliseconds = z.number().min(0);
const count = z.int().min(0);

const finding = z.object({
  code: z.string().describe("stable, dotted, lower case: `schema.type`, `token.expired`"),
  place: z
    .string()
    .describe("where in the exchange: `body:/user/email`, `query:id[0]`, `header:cookie`; empty for the exchange as a whole"),
  message: z.string().describe("one sentence for a person, without the offending value"),
  rule: z.string().exactOptional().describe("the rule that said so: a JSON Pointer, a rule id, an RFC section, a configuration key"),
  would: z.literal("deny").exactOptional().describe("set where the guard only observes: what it would have done"),
  guard: z.string().describe("guard, authenticator or component that found it"),
  mode: mode.describe("mode the guard ran in"),
});

/** Decoder of one record. Fields it does not know are dropped, so that an older reader understands a newer store. */
export const exchangeRecord: z.ZodType<ExchangeRecord> = z
  .object({
    id: z.string().describe("UUIDv7 of the exchange; also `X-Request-Id` and `instance` of a problem"),
    timeMs: z.number().describe("epoch milliseconds at which the first byte of the head was taken"),
    api: name.describe("name of the API in the configuration; null when none answers there"),
    operation: name.describe("`operationId`, or `METHOD /template`; null when none matched"),
    method: z.string(),
    path: z.string().describe("canonical path; query parameter names only, sensitive values masked"),
    host: z.string(),
    principal: name.describe("`issuer|subject`; null for the anonymous"),
    clientId: name.describe("OAuth client the credential names"),
    ja4: name.default(null).describe("JA4 fingerprint of the client's TLS: which program it probably is, never who"),
    client: z.string().describe("client's address, after `trusted_proxies`"),
    outcome: z.enum(["forwarded", "answered", "denied", "failed", "abandoned"]).describe("how the exchange ended"),
    by: name.describe("guard, authenticator or component that ended it; null when forwarded"),
    phase: name.describe("phase in which it was refused"),
    code: name.describe("problem code, the last segment of the problem's `type`"),
    status: count.max(999).describe("status sent to the client; 0 when nothing was"),
    upstreamStatus: count.max(999).nullable().describe("status of the upstream; null when it was not asked"),
    upstream: name
      .default(null)
      .describe("`host:port` of the target that was asked, the last where there were several; null when none was"),
    grpcStatus: count
      .max(999)
      .nullable()
      .default(null)
      .describe("of a call of gRPC, whose refusals have HTTP status 200: its status, from the API or the gateway; null for anything else"),
    findings: z.array(finding),
    observed: z.array(z.string()).describe("guards and authenticators that ran in observe mode"),
    requestBytes: count,
    responseBytes: count,
    messages: z
      .object({
        client: count.describe("messages that the client began"),
        server: count.describe("messages that the API began"),
        closeCode: count
          .max(4_999)
          .nullable()
          .describe("code of the first close frame (RFC 6455 section 7.4); null where none was sent or it had none"),
      })
      .nullable()
      .default(null)
      .describe("of a WebSocket that was opened; null for any other exchange"),
    durationMs: milliseconds,
    gatewayMs: milliseconds.describe("spent in the gateway before the upstream was asked"),
    upstreamMs: milliseconds.nullable().describe("from asking the upstream to its first byte"),
    phases: z.record(z.string(), milliseconds).describe("milliseconds per phase, only those that ran"),
    steps: count.describe("steps of the work budget that were spent"),
    generation: count.describe("generation of the configuration the exchange ran on"),
    traceId: name.describe("trace id of `traceparent` (W3C Trace Context), where there is one"),
  })
  .meta({
    title: "Portcullis exchange record",
    description: "One exchange, one record: also for what was refused before routing, timed out, or abandoned.",
  });

/** The published JSON Schema (2020-12) of a record. Readers must tolerate fields that are not in it. */
export function exchangeRecordSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(exchangeRecord, { target: "draft-2020-12", io: "input" }) };
}
