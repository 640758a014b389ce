/**
 * How the ACME library reaches a directory: by undici, over `https:` alone, trusting what is configured, bounded in bytes and time, without redirects and without
 * waiting by itself. The library has one transport for all its clients, so whose request it is comes with the asynchronous context.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import acme from "acme-client";
import { Agent, request } from "undici";

/** What the requests of one order share. */
export interface DirectoryContext {
  readonly dispatcher: Agent;
  readonly signal: AbortSignal;
  /** What the authority asked to wait when it refused, by its last answer (RFC 8555 section 6.6); null where it said nothing. */
  retryAfter: string | null;
}

/** The longest chain of certificates has some ten kilobytes. */
const MAX_ANSWER_BYTES = 524_288;
const ANSWER_MS = 30_000;
const CONTEXTS = new AsyncLocalStorage<DirectoryContext>();

acme.axios.defaults.adapter = async (config) => {
  const context = CONTEXTS.getStore();
  const url = config.url ?? "";
  if (context === undefined) throw new Error("a request of no order");
  if (URL.parse(url)?.protocol !== "https:") throw new Error("the authority named an address that is not `https:`");
  const method = config.method?.toUpperCase() === "HEAD" ? "HEAD" : config.method?.toUpperCase() === "POST" ? "POST" : "GET";
  const data: unknown = config.data;
  const { statusCode, headers, body } = await request(url, {
    method,
    dispatcher: context.dispatcher,
    signal: AbortSignal.any([context.signal, AbortSignal.timeout(ANSWER_MS)]),
    headers: { "content-type": "application/jose+json", "user-agent": "portcullis", accept: "*/*" },
    body: typeof data === "string" ? data : null,
  });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("a body chunk is not bytes");
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error(`the authority answered with more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  const { "retry-after": retryAfter } = headers;
  if (statusCode >= 400) context.retryAfter = typeof retryAfter === "string" ? retryAfter : null;
  const single = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")] as const);
  return { data: Buffer.concat(chunks).toString(), status: statusCode, statusText: "", headers: Object.fromEntries(single), config };
};
// Why: its own repetition would sleep for as long as the authority says, which nobody could end.
Object.assign(acme.axios.defaults, { acmeSettings: { retryMaxAttempts: 0, retryDefaultDelay: 1 } });

/** Runs `ask` with requests of the library going to a directory whose certificate comes from `ca`; null for the runtime's authorities. */
export async function withDirectory<T>(ca: string | null, signal: AbortSignal, ask: (context: DirectoryContext) => Promise<T>): Promise<T> {
  const dispatcher = new Agent({
    connect: { ...(ca === null ? {} : { ca }), timeout: 10_000 },
    headersTimeout: ANSWER_MS,
    bodyTimeout: ANSWER_MS,
  });
  const context: DirectoryContext = { dispatcher, signal, retryAfter: null };
  try {
    return await CONTEXTS.run(context, () => ask(context));
  } finally {
    await dispatcher.destroy();
  }
}
