/** `portcullis explain`: why a request passes or not. One said in the words of curl is run here; an event id shows what was decided then, or runs its capture again. */
import { dirname, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Config } from "../../config/config.ts";
import type { Generation } from "../../engine/plan.ts";
import type { CapturedRequest } from "../../events/capture.ts";
import type { Credential } from "../../kernel/principal.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { type Command, EXIT, type Io, UsageError } from "../command.ts";
import { DEFAULT_CONFIG_FILE } from "../config_file.ts";
import { requestBytes } from "../explain/curl_words.ts";
import type { ExplainInput } from "../explain/explain_request.ts";
import { explanationLines, storedLines } from "../explain/explanation_lines.ts";
import { outputFormat } from "../output_format.ts";
import { showIssues } from "../show_issues.ts";
import { storeFileOf } from "../store_file.ts";

const EVENT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/iu;

const OPTIONS = {
  request: { type: "string", short: "X" },
  header: { type: "string", short: "H", multiple: true },
  data: { type: "string", short: "d", multiple: true },
  json: { type: "string", multiple: true },
  token: { type: "string" },
  principal: { type: "string" },
  scopes: { type: "string" },
  claims: { type: "string" },
  client: { type: "string", default: "127.0.0.1" },
  https: { type: "boolean", default: false },
  again: { type: "boolean", default: false },
  config: { type: "string", short: "c", default: DEFAULT_CONFIG_FILE },
  store: { type: "string" },
  online: { type: "boolean", default: false },
  output: { type: "string" },
} as const;

interface Flags {
  readonly request?: string | undefined;
  readonly header?: readonly string[] | undefined;
  readonly data?: readonly string[] | undefined;
  readonly json?: readonly string[] | undefined;
  readonly token?: string | undefined;
  readonly principal?: string | undefined;
  readonly scopes?: string | undefined;
  readonly claims?: string | undefined;
  readonly client: string;
  readonly https: boolean;
  readonly again: boolean;
  readonly config: string;
  readonly store?: string | undefined;
  readonly online: boolean;
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const [target, ...rest] = positionals;
  if (target === undefined || rest.length > 0) throw new UsageError("name one path, URL or event id");
  const json = outputFormat(values.output, ["text", "json"]) === "json";
  const { isPartOfId } = await import("../explain/find_event.ts");
  if (!isPartOfId(target)) {
    if (values.again) throw new UsageError("--again is for an event id");
    return await explainWords(target, values, json, io);
  }
  const id = EVENT_ID.test(target) ? target : await wholeId(target, values, io);
  if (id === null) return EXIT.runtime;
  return values.again ? await explainAgain(id, values, json, io) : await explainStored(id, values, json, io);
}

/** The one id that begins or ends with `part`; null, which was said, where there is none or more than one. */
async function wholeId(part: string, flags: Flags, io: Io): Promise<string | null> {
  const { eventIdsLike } = await import("../explain/find_event.ts");
  const file = storeOf(flags, io);
  const [id, ...others] = eventIdsLike(part, file);
  if (id !== undefined && others.length === 0) return id;
  io.err(
    id === undefined
      ? `no event in ${relative(io.cwd, file)} has an id that begins or ends with \`${part}\`; a path is written with its \`/\`\n`
      : `\`${part}\` is part of more than one event's id; write more of it: ${[id, ...others].join(", ")}\n`,
  );
  return null;
}

async function explainWords(target: string, flags: Flags, json: boolean, io: Io): Promise<number> {
  const supposed = supposedOf(flags);
  const { header: given = [], data = [], json: jsonData = [], token } = flags;
  const headers = token === undefined ? given : [...given, `Authorization: Bearer ${token}`];
  return await inGeneration(flags, json, io, (generation, config) => ({
    generation,
    config,
    scheme: flags.https || /^https:/iu.test(target) ? "https" : "http",
    client: flags.client,
    supposed,
    bytes: requestBytes({
      method: flags.request,
      target,
      headers,
      data,
      json: jsonData,
      cwd: io.cwd,
      defaultHost: hostOf(config),
    }),
  }));
}

/** A host that the configuration's APIs answer to. */
function hostOf({ apis, listen: [listen] }: Config): string {
  const named = apis.flatMap(({ hosts }) => hosts)[0];
  return named ?? `${listen.address.host.includes(":") ? `[${listen.address.host}]` : listen.address.host}:${listen.address.port}`;
}

async function inGeneration(
  flags: Flags,
  json: boolean,
  io: Io,
  inputOf: (generation: Generation, config: Config) => ExplainInput,
): Promise<number> {
  const { openGateway } = await import("../../gateway.ts");
  const { explainRequest } = await import("../explain/explain_request.ts");
  const opened = await openGateway({ configPath: resolve(io.cwd, flags.config), online: flags.online, eager: false });
  try {
    const { generation, config, issues } = opened;
    if (generation === null || config === null) {
      showIssues(issues, io);
      return EXIT.config;
    }
    const input = inputOf(generation, config);
    const explanation = await explainRequest(input);
    if (json) io.out(`${JSON.stringify(explanation, null, 2)}\n`);
    else for (const line of explanationLines(explanation, input.supposed?.subject ?? null, io.colours)) io.out(`${line}\n`);
    return EXIT.ok;
  } finally {
    await opened.close();
  }
}

/** The credential that is taken as proven, null where the request's own is looked at. */
function supposedOf({ principal, scopes, claims, token }: Flags): Credential | null {
  if (principal === undefined) {
    if (scopes !== undefined || claims !== undefined) throw new UsageError("--scopes and --claims belong to a --principal");
    return null;
  }
  if (token !== undefined) throw new UsageError("--principal and --token exclude each other");
  // `issuer|subject` as records write it, or a subject alone.
  const bar = principal.lastIndexOf("|");
  return {
    kind: "supposed",
    subject: principal.slice(bar + 1),
    issuer: bar === -1 ? "supposed" : principal.slice(0, bar),
    client: null,
    scopes: new Set((scopes ?? "").split(/[ ,]+/u).filter((scope) => scope !== "")),
    claims: claims === undefined ? {} : claimsOf(claims),
    expiresAtS: null,
    id: null,
  };
}

function claimsOf(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError("--claims expects a JSON object");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new UsageError("--claims expects a JSON object");
  return { ...value };
}

async function explainStored(id: string, flags: Flags, json: boolean, io: Io): Promise<number> {
  const record = await storedRecord(id, flags, io);
  if (record === null) {
    io.err(
      `there is no event \`${id}\` in ${relative(io.cwd, storeOf(flags, io))}; it may be older than the store keeps, or not written yet\n`,
    );
    return EXIT.runtime;
  }
  if (json) io.out(`${JSON.stringify({ stored: record }, null, 2)}\n`);
  else {
    for (const line of storedLines(record, io.colours)) io.out(`${line}\n`);
    const captured = await capturedRequest(id, flags, io);
    io.err(captured === null ? "" : "the request itself was captured: --again runs it with the configuration as it is now\n");
  }
  return EXIT.ok;
}

const storeOf = (flags: Flags, io: Io): string => storeFileOf(flags.store, flags.config, io);

async function storedRecord(id: string, flags: Flags, io: Io): Promise<ExchangeRecord | null> {
  const { readEvents } = await import("../../adapters/event_store/follow_events.ts");
  const { EVERY_EVENT } = await import("../../events/query.ts");
  const { entries } = readEvents(storeOf(flags, io), { ...EVERY_EVENT, id: id.toLowerCase() }, 1);
  for (const entry of entries) if (entry.kind === "exchange") return entry.record;
  return null;
}

async function capturedRequest(id: string, flags: Flags, io: Io): Promise<CapturedRequest | null> {
  const { readCapture } = await import("../../adapters/event_store/captures.ts");
  const { CaptureCipher } = await import("../../adapters/capture_cipher.ts");
  const { DEFAULT_STATE, stateFile } = await import("../../config/state_files.ts");
  const { readConfigFile } = await import("../../adapters/read_config_file.ts");
  const { existsSync } = await import("node:fs");
  const file = resolve(io.cwd, flags.config);
  const read = readConfigFile(file);
  const key = resolve(dirname(file), stateFile(read.ok ? read.value.config : { state: DEFAULT_STATE }, "capture.key"));
  return existsSync(key) ? readCapture(storeOf(flags, io), id.toLowerCase(), new CaptureCipher(key), Date.now()) : null;
}

async function explainAgain(id: string, flags: Flags, json: boolean, io: Io): Promise<number> {
  const captured = await capturedRequest(id, flags, io);
  if (captured === null) {
    io.err(
      `the request of \`${id}\` was not captured, or no longer is; \`capture: { match, for: 10m }\` in the configuration keeps requests beforehand\n`,
    );
    return EXIT.runtime;
  }
  const missing = { none: null, whole: null, streamed: "its body was passed on unread", too_large: "its body was too large to keep" }[
    captured.bodyKind
  ];
  if (missing !== null) io.err(`${missing}: run without it\n`);
  return await inGeneration(flags, json, io, (generation, config) => ({
    generation,
    config,
    scheme: captured.scheme,
    client: captured.client,
    supposed: supposedOf(flags),
    bytes: bytesOf(captured),
  }));
}

/** The request as it was understood; its body is decoded already, so it is framed anew. */
function bytesOf({ method, target, fields, body, bodyKind }: CapturedRequest): Uint8Array {
  const kept = fields.filter(([name]) => !["content-length", "transfer-encoding", "content-encoding", "expect"].includes(name));
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...kept.map(([name, value]) => `${name}: ${value}`),
    ...(bodyKind === "whole" ? [`content-length: ${body.length}`] : []),
    "",
    "",
  ];
  return Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), body]);
}

export const explain: Command = {
  name: "explain",
  summary: "say why a request passes or is refused, guard by guard",
  usage: `explain [-X METHOD] PATH|URL [-H 'Name: value'] [-d DATA] [--json DATA] [--token JWT | --principal WHO [--scopes A,B] [--claims JSON]]
       portcullis explain EVENT_ID [--again]
       each with [-c CONFIG] [--output text|json]

A request is run in this process through every phase, as the running gateway would with this configuration; nothing is sent to the API.
The connection is taken to fit: its certificate names the host, and the caller's certificate, where the API needs one, is verified.
  -X, -H, -d, --json   as for curl; \`@FILE\` reads data from a file
  --principal          take that caller (\`subject\` or \`issuer|subject\`) as proven, with these scopes and claims; no credential is needed
  --token              send this token; keys of its issuer are fetched
  --client             address the request comes from (127.0.0.1); --https: that it came over TLS
An event id, or its beginning or end, shows the stored record: what was decided then. --again runs the captured request with the configuration as it is now.
  --store              the event store, instead of \`store.path\` of the configuration

examples:
  portcullis explain -X POST /orders --json '{"items":[]}' --principal alice --scopes orders:write
  portcullis explain '/orders?status=x' -H 'X-User: bob'
  portcullis explain 01934f6e-8d2b-7c3a-9f10-2b6c5d4e3f21`,
  run,
};
