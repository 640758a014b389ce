/** Addresses to listen on, and what goes over the wire there. */
import { z } from "zod";
import { DEFAULT_JSON_LIMITS, DEPTH_CEILING, type JsonLimits } from "../codec/json/json_limits.ts";
import { cidr } from "./network.ts";
import { duration, size } from "./quantity.ts";
import { type ListenerTls, listenerTls, type TlsFiles, tlsFiles } from "./tls_options.ts";

const ADDRESS = /^(\[[0-9a-fA-F:.]+\]|[0-9A-Za-z.-]+):([0-9]{1,5})$/u;

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`; null when it is none. Port 0 lets the system choose. */
export function parseAddress(text: string): Address | null {
  const match = ADDRESS.exec(text);
  if (match === null) return null;
  const port = Number(match[2]);
  if (port > 65_535) return null;
  return { host: (match[1] ?? "").replace(/^\[|\]$/gu, ""), port };
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.(?:[0-9]{1,3}\.){2}[0-9]{1,3}$/u.test(host);
}

const address: z.ZodType<Address> = z
  .string()
  .meta({ examples: ["127.0.0.1:8080"] })
  .transform((text, context) => {
    const parsed = parseAddress(text);
    if (parsed === null)
      context.issues.push({ code: "custom", message: "expected `address:port`, such as `127.0.0.1:8080` or `[::1]:8080`", input: text });
    return parsed ?? { host: "", port: 0 };
  });

/** Whether HTTP/2 is spoken beside HTTP/1.1: as TLS agrees (ALPN), without TLS by prior knowledge, or not. */
export type Http2Mode = "off" | "tls" | "cleartext";

export interface Listen {
  readonly address: Address;
  readonly tls: ListenerTls | null;
  readonly plaintext: boolean;
  readonly http2: Http2Mode;
  /** Networks whose proxies must begin each connection with a header of the PROXY protocol; null where none may. */
  readonly proxyFrom: readonly string[] | null;
}

/** What is wrong with speaking HTTP/2 there, or null. */
function http2Fault({ tls, http2 }: Listen): string | null {
  if (http2 === "cleartext" && tls !== null)
    return "`http2: cleartext` is for listeners without `tls`; with it, clients agree on HTTP/2 by ALPN";
  return http2 === "tls" && tls === null ? "`http2: tls` needs `tls`; without it write `http2: cleartext`" : null;
}

/** What is wrong with believing these proxies, or null. */
function proxyFault({ proxyFrom }: Listen): string | null {
  const everybody = proxyFrom?.find((network) => network.endsWith("/0"));
  if (everybody === undefined) return null;
  return `\`proxy_protocol\` from \`${everybody}\` would let any client choose its own address; name the addresses of the proxies`;
}

/** What is wrong with proving hosts by HTTP, or null: the authority comes without TLS, to port 80 of each host. */
function challengeFault({ tls }: Listen, all: readonly Listen[]): string | null {
  if (tls?.acme?.challenge !== "http-01" || all.some((each) => each.tls === null)) return null;
  return "`challenge: http-01` is answered on a listener without `tls`, and there is none: add one that port 80 of the hosts leads to, or write `challenge: tls-alpn-01`";
}

/** Why the gateway may not listen there, or null: what other machines can reach needs TLS, or the operator's word that something before it has it. */
export function listenFault({ address: at, tls, plaintext }: Listen): string | null {
  if (isLoopback(at.host) || tls !== null || plaintext) return null;
  return `other machines reach \`${at.host}\`: add \`tls: { cert, key }\`, or write \`plaintext: true\` where TLS ends before the gateway`;
}

/** Why the admin API may not listen there, or null. */
export function adminListenFault({ address: at, tls }: AdminListen): string | null {
  if (isLoopback(at.host) || tls !== null) return null;
  return `other machines reach \`${at.host}\`: the admin API there needs \`tls: { cert, key }\`; or let it listen on 127.0.0.1`;
}

/** `127.0.0.1:8080`, or the long form. */
const listener: z.ZodType<Listen> = z.union([
  address.transform((at) => ({ address: at, tls: null, plaintext: false, http2: "off" as const, proxyFrom: null })),
  z
    .strictObject({
      address: address.describe("address and port to listen on"),
      tls: listenerTls.optional().describe("serve TLS"),
      plaintext: z.boolean().default(false).describe("allow HTTP without TLS on an address that is not loopback"),
      http2: z
        .enum(["off", "tls", "cleartext"])
        .optional()
        .describe(
          "HTTP/2 beside HTTP/1.1: `tls` by ALPN, which is so where nothing else is said and there is `tls`; `cleartext` by prior knowledge, for proxies in front that speak h2c",
        ),
      proxy_protocol: z
        .strictObject({
          from: z.array(cidr).min(1).describe("CIDRs of the proxies; connections from anywhere else are closed"),
        })
        .optional()
        .describe(
          "every connection begins with a header of the PROXY protocol (version 1 or 2) that names the client; one without it is closed",
        ),
    })
    .transform((long) => ({
      address: long.address,
      tls: long.tls ?? null,
      plaintext: long.plaintext,
      http2: long.http2 ?? (long.tls === undefined ? ("off" as const) : ("tls" as const)),
      proxyFrom: long.proxy_protocol?.from ?? null,
    })),
]);

/** At least one. */
export type Listeners = readonly [Listen, ...Listen[]];

const listeners: z.ZodType<{ readonly listed: boolean; readonly all: Listeners }> = z.union([
  listener.transform((one) => ({ listed: false, all: [one] as const })),
  z
    .array(listener)
    .min(1)
    .transform(([first, ...rest]) => (first === undefined ? z.NEVER : { listed: true, all: [first, ...rest] as const })),
]);

/** `listen: 127.0.0.1:8080`, the long form, or a list of both. */
export const listen: z.ZodType<Listeners> = listeners
  // Why here: what is wrong within an alternative of a union is told as that of no alternative.
  .superRefine(({ listed, all }, context) => {
    const taken = new Set<string>();
    for (const [index, each] of all.entries()) {
      const at = `${each.address.host}:${each.address.port}`;
      const message =
        listenFault(each) ??
        challengeFault(each, all) ??
        http2Fault(each) ??
        proxyFault(each) ??
        (taken.has(at) ? `\`${at}\` is listened on twice` : null);
      if (message !== null) context.addIssue({ code: "custom", message, path: listed ? [index] : [], continue: false });
      if (each.address.port !== 0) taken.add(at);
    }
  })
  .transform(({ all }) => all);

export interface AdminListen {
  readonly address: Address;
  readonly tls: TlsFiles | null;
  readonly tokenFile: string | null;
  readonly socket: string | null;
  readonly allowedHosts: readonly string[];
}

export const adminListen: z.ZodType<AdminListen> = z
  .union([
    address.transform((at) => ({ address: at, tls: null, tokenFile: null, socket: null, allowedHosts: [] })),
    z
      .strictObject({
        address: address.describe("address and port of the admin API"),
        tls: tlsFiles.optional().describe("TLS for the admin API; required on an address that is not loopback"),
        token_file: z.string().min(1).optional().describe("file with the admin token, mode 0600; made on first start"),
        socket: z.string().min(1).optional().describe("unix socket on which no token is needed"),
        allowed_hosts: z.array(z.string()).default([]).describe("further values of Host that the admin API answers to"),
      })
      .transform((long) => ({
        address: long.address,
        tls: long.tls ?? null,
        tokenFile: long.token_file ?? null,
        socket: long.socket ?? null,
        allowedHosts: long.allowed_hosts,
      })),
  ])
  .superRefine((value, context) => {
    const message = adminListenFault(value);
    if (message !== null) context.addIssue({ code: "custom", message });
  });

/** Limits of the protocol itself; each has a default and none can be switched off. */
export interface ProtocolLimits {
  readonly requestLineBytes: number;
  readonly headBytes: number;
  readonly headerBytes: number;
  readonly headerCount: number;
  readonly firstHeaderMs: number;
  readonly betweenBytesMs: number;
  readonly uploadBytesPerS: number;
  readonly downloadBytesPerS: number;
  readonly rateGraceMs: number;
  readonly requestMs: number;
  readonly idleMs: number;
  readonly targetDelayMs: number;
  readonly connections: number;
  readonly connectionsPerIp: number;
  readonly json: JsonLimits;
  readonly decompressionRatio: number;
  /** Bytes of bodies and messages that are kept whole at once. */
  readonly bufferedBytes: number;
  readonly budgetSteps: number;
  readonly generationAgeMs: number;
}

/** Bytes a second; zero would be no bound. */
const rate: z.ZodType<number, string> = size.refine((bytes) => bytes > 0, "a rate is at least `1B` a second");

/** Least room for bodies that are kept whole. */
const LEAST_BUFFERED = 1_048_576;

const count = (most: number): z.ZodInt => z.int().min(1).max(most);

export const protocol: z.ZodType<ProtocolLimits> = z
  .strictObject({
    request_line: size.prefault("8KB").describe("longest request line; 414 beyond"),
    head: size.prefault("32KB").describe("longest request head; 431 beyond"),
    header: size.prefault("16KB").describe("longest header line; 431 beyond"),
    headers: count(1_000).default(100).describe("most header fields; 431 beyond"),
    first_header_timeout: duration.prefault("10s").describe("from the connection, or the first byte of a request, to the end of its head"),
    between_bytes_timeout: duration.prefault("15s").describe("longest pause in a request's body"),
    min_upload_rate: rate
      .prefault("500B")
      .describe("bytes a second that a request's body must come at on the whole; 408 below, once `rate_grace` is over"),
    min_download_rate: rate
      .prefault("4KB")
      .describe("bytes a second at which what waits for a client must be read; below, once `rate_grace` is over, the answer is cut off"),
    rate_grace: duration.prefault("20s").describe("how long a body, or what waits for a client, may take before its rate counts"),
    request_timeout: duration.prefault("120s").describe("whole request, answer included"),
    idle_timeout: duration.prefault("60s").describe("how long an idle connection is kept"),
    target_delay: duration
      .prefault("250ms")
      .refine((ms) => ms >= 10, "less than `10ms` can't be told from an ordinary pause")
      .describe("how long a call may wait for its turn; while all wait longer, calls are refused by their `priority`"),
    connections: count(1_000_000).default(10_000).describe("connections in all"),
    connections_per_ip: count(1_000_000).default(512).describe("connections from one address (IPv6: one /64)"),
    max_json_depth: count(DEPTH_CEILING).default(64).describe("deepest JSON nesting"),
    max_json_keys: count(1_000_000).default(10_000).describe("most object members in one JSON body"),
    max_json_string: size.prefault("1MB").describe("longest JSON string"),
    max_json_digits: count(10_000).default(40).describe("most digits in a JSON number"),
    decompression_ratio: count(10_000).default(100).describe("most bytes that one compressed byte may become"),
    buffered_bodies: size
      .prefault("256MB")
      .refine((bytes) => bytes >= LEAST_BUFFERED, "less than `1MB` would refuse ordinary calls")
      .describe(
        "memory for bodies and WebSocket messages that are kept whole to be judged, and for streams of HTTP/2, of all callers together, in each process; 503 `overloaded` beyond. One caller may take as much of it as others leave free, so a body half of it at most",
      ),
    work_budget: z
      .int()
      .min(10_000)
      .default(4_000_000)
      .describe("steps of work that an exchange, or a message of a WebSocket, may cost (a step is about ten nanoseconds)"),
    max_generation_age: duration
      .prefault("60s")
      .describe(
        "how long a WebSocket or event stream goes on before it is judged again, by the configuration in force and the keys known then",
      ),
  })
  .prefault({})
  .transform((limits) => ({
    requestLineBytes: limits.request_line,
    headBytes: limits.head,
    headerBytes: limits.header,
    headerCount: limits.headers,
    firstHeaderMs: limits.first_header_timeout,
    betweenBytesMs: limits.between_bytes_timeout,
    uploadBytesPerS: limits.min_upload_rate,
    downloadBytesPerS: limits.min_download_rate,
    rateGraceMs: limits.rate_grace,
    requestMs: limits.request_timeout,
    idleMs: limits.idle_timeout,
    targetDelayMs: limits.target_delay,
    connections: limits.connections,
    connectionsPerIp: limits.connections_per_ip,
    json: {
      ...DEFAULT_JSON_LIMITS,
      // The size of a body is bounded where it is read, per operation.
      maxBytes: Number.MAX_SAFE_INTEGER,
      maxDepth: limits.max_json_depth,
      maxKeys: limits.max_json_keys,
      maxKeysPerObject: limits.max_json_keys,
      maxStringLength: limits.max_json_string,
      maxNumberDigits: limits.max_json_digits,
    },
    decompressionRatio: limits.decompression_ratio,
    bufferedBytes: limits.buffered_bodies,
    budgetSteps: limits.work_budget,
    generationAgeMs: limits.max_generation_age,
  }));
