/**
 * Undoes a request's content coding so that guards judge what the upstream will read (DESIGN section 1.3). One coding, one member, nothing after it; size and
 * ratio bounded while decoding, so that a bomb stops at the limit (OWASP API4:2023).
 */
import { promisify } from "node:util";
import zlib from "node:zlib";
import { errorCode } from "../codec/thrown.ts";
import { problem, type Refusal } from "../kernel/problem.ts";
import { Turns } from "./turns.ts";

export interface DecodingLimits {
  readonly maxBytes: number;
  /** Decoded bytes per coded byte. */
  readonly maxRatio: number;
}

/** `changed`: a coding was undone, so `Content-Encoding` must go. */
export type Decoded =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly changed: boolean }
  | { readonly ok: false; readonly refusal: Refusal };

interface InfoResult {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}
interface DecoderOptions {
  readonly maxOutputLength: number;
  readonly info: true;
  readonly params?: Readonly<Record<number, number>>;
}
type InfoDecoder = (bytes: Uint8Array, options: DecoderOptions) => Promise<InfoResult>;

/** A ratio below this many bytes says nothing. */
const FREE_BYTES = 65_536;
const GZIP_TRAILER_BYTES = 8;

function decoder(run: (...args: never[]) => unknown): InfoDecoder {
  // Node's types leave out what `info: true` returns.
  const promised: unknown = promisify(run);
  if (typeof promised !== "function") throw new TypeError("not a decoder");
  return async (bytes, options) => {
    const result: unknown = await promised(bytes, options);
    if (!isInfoResult(result)) throw new TypeError("the decoder gave no information on what it read");
    return result;
  };
}

function isInfoResult(value: unknown): value is InfoResult {
  return typeof value === "object" && value !== null && "buffer" in value && "engine" in value;
}

const inflateRaw = decoder(zlib.inflateRaw);
const inflate = decoder(zlib.inflate);
const brotli = decoder(zlib.brotliDecompress);
const zstd = decoder(zlib.zstdDecompress);

type Coding = (bytes: Uint8Array, maxOutputLength: number) => Promise<Uint8Array | null>;

function wholly(run: InfoDecoder, params: Readonly<Record<number, number>> = {}): Coding {
  return async (bytes, maxOutputLength) => {
    const { buffer, engine } = await run(bytes, { maxOutputLength, info: true, params });
    return engine.bytesWritten === bytes.length ? buffer : null;
  };
}

/** One gzip member (RFC 1952) by hand around raw deflate: node's gunzip would take several members, and trailing bytes without a word. */
const gzip: Coding = async (bytes, maxOutputLength) => {
  const start = gzipHeaderLength(bytes);
  if (start === null || bytes.length < start + GZIP_TRAILER_BYTES) return null;
  const end = bytes.length - GZIP_TRAILER_BYTES;
  const { buffer, engine } = await inflateRaw(bytes.subarray(start, end), { maxOutputLength, info: true });
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + end, GZIP_TRAILER_BYTES);
  const intact =
    engine.bytesWritten === end - start &&
    trailer.getUint32(0, true) === zlib.crc32(buffer) &&
    trailer.getUint32(4, true) === buffer.length >>> 0;
  return intact ? buffer : null;
};

/** Length of the member's header with its optional fields; null when it is none or has reserved flags. */
function gzipHeaderLength(bytes: Uint8Array): number | null {
  const flags = bytes[3] ?? 0;
  if (bytes.length < 10 || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8 || (flags & 0xe0) !== 0) return null;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end === -1) return null;
    at = end + 1;
  }
  if ((flags & 2) !== 0) at += 2;
  return at;
}

const CODINGS: ReadonlyMap<string, Coding> = new Map([
  ["gzip", gzip],
  ["x-gzip", gzip],
  ["deflate", wholly(inflate)],
  ["br", wholly(brotli)],
  // RFC 9659 section 3: a window of at most 8 MB.
  ["zstd", wholly(zstd, { [zlib.constants.ZSTD_d_windowLogMax]: 23 })],
]);

/** Told with a refused coding (RFC 9110 section 15.5.16). `x-gzip` is a name of old for `gzip`. */
const ACCEPTED: readonly (readonly [string, string])[] = [["accept-encoding", "gzip, deflate, br, zstd"]];

/**
 * Bodies that are decoded at once. Attack: a frame of zstd of a few bytes asks for a window of 8 MB, and thousands of them, begun together, would all have theirs. What
 * waits is no larger than it came. As many as the runtime has threads for it, so that waiting costs no time.
 */
const DECODED_AT_ONCE = 4;
const turns = new Turns(DECODED_AT_ONCE);

/** Decodes `bytes` by the value of `Content-Encoding`. A list of codings, an unknown one, a damaged body or one past the limits is a refusal. `client`: for whom (limit/client_key.ts). */
export async function decodeContent(
  bytes: Uint8Array,
  contentEncoding: string,
  limits: DecodingLimits,
  client: string = "",
): Promise<Decoded> {
  const name = contentEncoding.trim().toLowerCase();
  if (name === "identity" || name === "") return { ok: true, bytes, changed: true };
  const coding = CODINGS.get(name);
  if (coding === undefined)
    return refuse(
      415,
      "unsupported_coding",
      "Unsupported content coding",
      "the body has a content coding that is not one of gzip, deflate, br, zstd",
      ACCEPTED,
    );
  const most = Math.min(limits.maxBytes, Math.max(FREE_BYTES, bytes.length * limits.maxRatio));
  let decoded: Uint8Array | null;
  try {
    decoded = await turns.take(client, () => coding(bytes, most));
  } catch (error) {
    if (isTooLarge(error))
      return refuse(413, "body_too_large", "The body is too large", `the decoded body is larger than the ${most} bytes allowed here`);
    decoded = null;
  }
  if (decoded === null)
    return refuse(
      400,
      "malformed_coding",
      "The body's content coding is damaged",
      "the body is not one whole, intact member of its content coding",
    );
  return { ok: true, bytes: decoded, changed: true };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError || errorCode(error) === "ERR_BUFFER_TOO_LARGE";
}

function refuse(status: number, code: string, title: string, message: string, headers: Refusal["problem"]["headers"] = []): Decoded {
  return {
    ok: false,
    refusal: {
      problem: problem(status, code, title, { headers }),
      findings: [{ code: `body.${code}`, place: "header:content-encoding", message }],
    },
  };
}
