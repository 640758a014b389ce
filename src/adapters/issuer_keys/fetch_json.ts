/** One JSON document of an issuer over HTTP: bounded in bytes, time and redirects, parsed strictly, refused rather than guessed. */
import { type Dispatcher, request } from "undici";
import type { JsonLimits } from "../../codec/json/json_limits.ts";
import type { JsonValue } from "../../codec/json/json_value.ts";
import { parseJson } from "../../codec/json/parse_json.ts";
import { WorkBudget } from "../../kernel/budget.ts";
import { checkFetchUrl } from "./fetch_url.ts";

/** Largest document: the metadata or key set of a large issuer has some ten kilobytes. */
export const MAX_DOCUMENT_BYTES = 524_288;
/** Redirects followed, each to an address that would have been asked itself. */
const MAX_REDIRECTS = 3;

const LIMITS: JsonLimits = Object.freeze({
  maxBytes: MAX_DOCUMENT_BYTES,
  maxDepth: 16,
  maxKeysPerObject: 500,
  maxKeys: 10_000,
  maxStringLength: MAX_DOCUMENT_BYTES,
  maxNumberDigits: 40,
  maxNumberExponent: 308,
});

/** `missing`: the server answered that there is no such document, so another address may be tried. `reason`: a lower-case sentence for the log. */
export type FetchedJson =
  | { readonly ok: true; readonly value: JsonValue; readonly url: URL }
  | { readonly ok: false; readonly missing: boolean; readonly reason: string };

const fail = (reason: string, missing: boolean = false): FetchedJson => ({ ok: false, missing, reason });

/** Fetches and parses. Never rejects; the signal bounds the time. `from`: the address that named this one, or null. */
export async function fetchJson(text: string, from: URL | null, dispatcher: Dispatcher, signal: AbortSignal): Promise<FetchedJson> {
  let target = text;
  let base = from;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const url = checkFetchUrl(target, base);
    if (typeof url === "string") return fail(`\`${shown(target)}\` was not asked: ${url}`);
    const answer = await ask(url, dispatcher, signal);
    if (answer.kind === "redirect") {
      target = answer.location;
      base = url;
    } else return answer.fetched;
  }
  return fail(`\`${shown(text)}\` redirects more than ${MAX_REDIRECTS} times`);
}

type Asked = { readonly kind: "redirect"; readonly location: string } | { readonly kind: "answer"; readonly fetched: FetchedJson };
const answered = (fetched: FetchedJson): Asked => ({ kind: "answer", fetched });

async function ask(url: URL, dispatcher: Dispatcher, signal: AbortSignal): Promise<Asked> {
  try {
    const { statusCode, headers, body } = await request(url, { dispatcher, signal, headers: { accept: "application/json" } });
    if (statusCode === 200) {
      const bytes = await readBounded(body);
      if (bytes === null) return answered(fail(`\`${url.href}\` has more than ${MAX_DOCUMENT_BYTES} bytes`));
      const parsed = parseJson(bytes, LIMITS, new WorkBudget(MAX_DOCUMENT_BYTES));
      return answered(parsed.ok ? { ok: true, value: parsed.value, url } : fail(`\`${url.href}\`: ${parsed.refusal.message}`));
    }
    await body.dump();
    const { location } = headers;
    if (statusCode >= 300 && statusCode < 400 && typeof location === "string") return { kind: "redirect", location };
    const missing = statusCode === 404 || statusCode === 410 || statusCode === 400 || statusCode === 405;
    return answered(fail(`\`${url.href}\` answered ${statusCode}`, missing));
  } catch (error) {
    return answered(fail(`\`${url.href}\` could not be fetched: ${reasonOf(error)}`));
  }
}

/** The whole body, or null when it is longer than allowed; the connection is dropped then. */
async function readBounded(body: Dispatcher.ResponseData["body"]): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("a body chunk is not bytes");
    length += chunk.length;
    // Leaving the loop destroys the stream.
    if (length > MAX_DOCUMENT_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "not an error";
  if (error.name === "TimeoutError" || error.name === "AbortError") return "it took too long";
  const code: unknown = "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : error.message;
}

/** Text from the network as it may stand in a log line. */
export function shown(text: string): string {
  return text.slice(0, 200).replaceAll(/[^\u0021-\u005f\u0061-\u007e]/gu, "?");
}
