/** The ClientHello at the beginning of a connection, put together from the records it is cut into (RFC 8446 section 5.1). Bounded, and total. */
import { type ClientHello, parseClientHello } from "./client_hello.ts";

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const RECORD_HEAD = 5;
const MESSAGE_HEAD = 4;
/** Content of one record (RFC 8446 section 5.1). */
const MAX_FRAGMENT = 16_384;
/** Bytes of the message. Clients of today send up to two thousand. */
export const MAX_HELLO_BYTES = 16_384;
/** Records it may come in; clients send one. */
export const MAX_HELLO_RECORDS = 16;

/** `more`: so far these may be the first bytes of a ClientHello. `refused`: they are not, or of one beyond the bounds. */
export type HelloRead = { readonly kind: "more" | "refused" } | { readonly kind: "hello"; readonly hello: ClientHello };

const MORE: HelloRead = Object.freeze({ kind: "more" });
const REFUSED: HelloRead = Object.freeze({ kind: "refused" });

/** What `bytes`, all that came so far, are. Decided by the first byte that tells; costs a step a record until the message is whole. */
export function readClientHello(bytes: Uint8Array): HelloRead {
  const fragments: Uint8Array[] = [];
  let held = 0;
  let needed = MESSAGE_HEAD;
  for (let at = 0, records = 0; held < needed; records += 1) {
    if (records === MAX_HELLO_RECORDS) return REFUSED;
    const [type, major, minor = 0, high, low] = bytes.subarray(at, at + RECORD_HEAD);
    if (type !== undefined && type !== HANDSHAKE) return REFUSED;
    // Why up to 4: `legacy_record_version` is 0x0301 or 0x0303, and some write what they speak.
    if ((major !== undefined && major !== 3) || minor > 4) return REFUSED;
    if (high !== undefined && high > MAX_FRAGMENT >> 8) return REFUSED;
    if (high === undefined || low === undefined) return MORE;
    const length = high * 256 + low;
    if (length === 0 || length > MAX_FRAGMENT) return REFUSED;
    const fragment = bytes.subarray(at + RECORD_HEAD, at + RECORD_HEAD + length);
    fragments.push(fragment);
    held += fragment.length;
    const head = messageHead(fragments);
    if (head === "refused") return REFUSED;
    if (head !== null) needed = MESSAGE_HEAD + head;
    if (fragment.length < length && held < needed) return MORE;
    at += RECORD_HEAD + length;
  }
  const hello = parseClientHello(join(fragments, held).subarray(MESSAGE_HEAD, needed));
  return hello === null ? REFUSED : { kind: "hello", hello };
}

/** Length that the message says it has; null while its head is not whole, `refused` where it is no ClientHello or beyond the bound. */
function messageHead(fragments: readonly Uint8Array[]): number | "refused" | null {
  const head: number[] = [];
  for (const fragment of fragments) {
    for (const byte of fragment.subarray(0, MESSAGE_HEAD - head.length)) head.push(byte);
    if (head.length === MESSAGE_HEAD) break;
  }
  const [type, high, middle, low] = head;
  if (type !== undefined && type !== CLIENT_HELLO) return "refused";
  if (high !== undefined && high > 0) return "refused";
  if (middle === undefined || low === undefined) return null;
  const length = middle * 256 + low;
  return length > MAX_HELLO_BYTES ? "refused" : length;
}

function join(fragments: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const fragment of fragments) {
    whole.set(fragment, at);
    at += fragment.length;
  }
  return whole;
}
