/** Runs one request through every phase in this process, as the gateway would, but for asking the upstream; and tells what happened. */
import { decodeContent } from "../../adapters/content_decoding.ts";
import { edgeLimits, forwardedPolicy } from "../../adapters/serving/edge_options.ts";
import { bodyTooLarge } from "../../adapters/serving/request_body.ts";
import { SYSTEM_DEPS } from "../../adapters/system_deps.ts";
import { uuid7Source } from "../../codec/uuid7.ts";
import type { Config } from "../../config/config.ts";
import { upstreamRequest } from "../../engine/forward_fields.ts";
import type { Generation } from "../../engine/plan.ts";
import type { LiveExchange } from "../../engine/exchange.ts";
import { framingExchange, receive, type ReceiveOptions } from "../../engine/receive.ts";
import { ExchangeRun, type LocalAnswer } from "../../engine/run.ts";
import type { ConnectionTls, Peer } from "../../kernel/connection.ts";
import type { BodyFraming } from "../../kernel/exchange.ts";
import type { Credential } from "../../kernel/principal.ts";
import { problem } from "../../kernel/problem.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { CONFIGURED_MODES } from "../../kernel/trail.ts";
import { type RequestHeadEvent, RequestParser } from "../../message/http1/request_parser.ts";
import { writeRequestHead } from "../../message/http1/serialise.ts";
import { traceSource } from "../../message/traceparent.ts";
import { type Step, watched } from "./watched.ts";

export interface ExplainInput {
  readonly generation: Generation;
  readonly config: Config;
  readonly bytes: Uint8Array;
  readonly scheme: "http" | "https";
  /** Address that the request is taken to come from. */
  readonly client: string;
  /** Taken as proven, for a request that shows no credential; null for what the request itself shows. */
  readonly supposed: Credential | null;
}

export interface Explanation {
  readonly steps: readonly Step[];
  readonly api: string | null;
  readonly operation: string | null;
  /** What the upstream would get: where, and the head as it would be sent; null when nothing would be. */
  readonly forwarded: { readonly to: string; readonly head: string; readonly bodyBytes: number } | null;
  /** What the caller would get instead. */
  readonly answer: { readonly status: number; readonly body: string } | null;
  /** The record as it would be kept. */
  readonly record: ExchangeRecord;
}

/** A connection that fits every API: what is asked here is what comes after. */
const FITTING: ConnectionTls = {
  version: "TLSv1.3",
  cipher: "TLS_AES_128_GCM_SHA256",
  serverName: null,
  alpn: null,
  servesHost: () => true,
  clientAuth: { mode: "optional", retired: false },
  certificate: {
    subject: "CN=supposed",
    issuer: "CN=supposed",
    dnsNames: [],
    uris: [],
    emails: [],
    addresses: [],
    serial: "0",
    sha256: "",
    notBeforeMs: 0,
    notAfterMs: Number.MAX_SAFE_INTEGER,
    der: new Uint8Array(),
  },
  certificateFault: null,
  ja4: null,
};

/** Counters are those of a fresh process: a limit that the caller has used up elsewhere is not known here. */
export async function explainRequest(input: ExplainInput): Promise<Explanation> {
  const steps: Step[] = [];
  const generation = watched(input.generation, input.supposed, (step) => steps.push(step));
  const { head, body, refusal } = parse(input);
  const options: ReceiveOptions = {
    nowMs: () => SYSTEM_DEPS.clock.nowMs(),
    nextId: uuid7Source(SYSTEM_DEPS.clock, SYSTEM_DEPS.random),
    modes: CONFIGURED_MODES,
    forwarded: forwardedPolicy(input.config),
  };
  const peer: Peer = { address: input.client, port: 0, tls: FITTING };
  let record: ExchangeRecord | null = null;
  const trace = traceSource(SYSTEM_DEPS.random, null);
  const ports = {
    monotonicMs: () => SYSTEM_DEPS.clock.monotonicMs(),
    trace: ({ headers, client }: LiveExchange) => trace(headers, client.peerAddress),
    fault: () => {},
    offer: (offered: ExchangeRecord) => {
      record = offered;
    },
  };
  const received = head === null ? null : receive(head, peer, input.scheme, generation, options);
  const run = new ExchangeRun(
    generation,
    received?.exchange ?? framingExchange(peer, input.scheme, generation, options),
    ports,
    head?.upgrade?.toLowerCase() ?? null,
  );
  const early = refusal ?? received?.refusal ?? null;
  let answer: LocalAnswer | null;
  if (early !== null) {
    steps.push({ phase: "framing", by: "framing", mode: "enforce", said: "refuses", findings: early.findings });
    answer = run.refuse("framing", "framing", early);
  } else if (received !== null && received.local !== null) answer = await run.answerLocally("gateway", received.local);
  else answer = await admitAndJudge(run, head, body, input, steps);
  const forwarded = answer === null && head !== null ? forwardedOf(run, head, body) : null;
  const status = answer?.response.status ?? 0;
  run.end(answer === null ? { kind: "forwarded", status: 0 } : { kind: "local" }, {
    protocol: head?.minor === 0 ? "1.0" : "1.1",
    status,
    upstreamStatus: null,
    requestBytes: input.bytes.length,
    responseBytes: 0,
    upstreamMs: null,
    contentBytes: 0,
    upstream: null,
    upstreamAskedMs: 0,
    upstreamEndedMs: null,
  });
  if (record === null) throw new Error("the exchange left no record");
  return {
    steps,
    api: run.api?.name ?? null,
    operation: run.plan?.operation.id ?? null,
    forwarded,
    answer: answer === null ? null : { status, body: textOf(answer.response.body) },
    record,
  };
}

interface Parsed {
  readonly head: RequestHeadEvent | null;
  readonly body: Uint8Array;
  readonly refusal: Parameters<ExchangeRun["refuse"]>[2] | null;
}

function parse({ bytes, config }: ExplainInput): Parsed {
  const parser = new RequestParser(edgeLimits(config));
  parser.feed(bytes);
  let head: RequestHeadEvent | null = null;
  const parts: Uint8Array[] = [];
  for (
    let event = parser.next() ?? parser.finish();
    event !== null;
    event = event.kind === "end" ? null : (parser.next() ?? parser.finish())
  ) {
    if (event.kind === "head") head = event;
    else if (event.kind === "data") parts.push(Uint8Array.from(event.bytes));
    else if (event.kind === "refuse") {
      const { status, code, message, place } = event;
      const refusal = {
        problem: problem(status, code, "The request is not well-formed HTTP", { close: true }),
        findings: [{ code: `framing.${code}`, place, message }],
      };
      return { head, body: Buffer.concat(parts), refusal };
    }
  }
  return { head, body: Buffer.concat(parts), refusal: null };
}

async function admitAndJudge(
  run: ExchangeRun,
  head: RequestHeadEvent | null,
  body: Uint8Array,
  { config }: ExplainInput,
  steps: Step[],
): Promise<LocalAnswer | null> {
  const refused = await run.admit();
  if (refused !== null) {
    if (run.plan === null && run.exchange.trail.findings.length > 0 && !steps.some(({ said }) => said === "refuses"))
      steps.push({ phase: "routing", by: "routes", mode: "enforce", said: "refuses", findings: run.exchange.trail.findings });
    return refused;
  }
  const { plan } = run;
  if (plan === null || head === null) throw new Error("an admitted exchange has a plan");
  if (body.length > plan.maxBodyBytes) return refuseBody(run, "max_body", bodyTooLarge(plan.maxBodyBytes), steps);
  if (head.framing.kind === "none") return await run.judgeBody({ kind: "none" });
  if (!plan.buffersRequest) return await run.judgeBody({ kind: "streamed" });
  const decoded = await decodeContent(body, head.fields.getAll("content-encoding").join(","), {
    maxBytes: plan.maxBodyBytes,
    maxRatio: config.protocol.decompressionRatio,
  });
  return decoded.ok
    ? await run.judgeBody({ kind: "buffered", bytes: decoded.bytes })
    : refuseBody(run, "content_coding", decoded.refusal, steps);
}

function refuseBody(run: ExchangeRun, by: string, refusal: Parameters<ExchangeRun["refuse"]>[2], steps: Step[]): LocalAnswer {
  steps.push({ phase: "body", by, mode: "enforce", said: "refuses", findings: refusal.findings });
  return run.refuse(by, "body", refusal);
}

function forwardedOf(run: ExchangeRun, head: RequestHeadEvent, received: Uint8Array): Explanation["forwarded"] {
  const { api, plan, exchange } = run;
  if (api === null || plan === null) return null;
  const { body } = exchange;
  const bytes = body.kind === "buffered" ? body.bytes.length : received.length;
  const framing: BodyFraming = body.kind === "buffered" ? { kind: "length", bytes } : head.framing;
  const decoded = body.kind === "buffered" && head.fields.has("content-encoding");
  const targets = api.group === null ? [api.upstream] : api.group.targets.filter(({ weight }) => weight > 0).map(({ target }) => target);
  const written = writeRequestHead(upstreamRequest(run, api, plan, framing, decoded));
  return {
    to: targets.map(({ scheme, hostname, port }) => `${scheme}://${hostname}:${port}`).join(" or "),
    // Why: explanations are pasted into tickets, and a token in one would still be good.
    head: (api.upstream.protocol === "h2" ? asHttp2(written) : written).replaceAll(/^(authorization: *bearer +)[^\r\n]+/gimu, "$1***"),
    bodyBytes: bytes,
  };
}

/** As curl and browsers show what HTTP/2 has as pseudo-headers. */
const asHttp2 = (head: string): string => head.replace(/ HTTP\/1\.1(?=\r\n)/u, " HTTP/2");

function textOf(body: Uint8Array | string | null): string {
  return body === null ? "" : typeof body === "string" ? body : new TextDecoder().decode(body);
}
