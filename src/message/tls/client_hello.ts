/** The ClientHello (RFC 8446 section 4.1.2; RFC 5246 section 7.4.1.2), as far as a fingerprint needs it. Total: no bytes make it throw. */
import { ByteCursor, toUint16s } from "./byte_cursor.ts";

export interface ClientHello {
  /** `legacy_version`. */
  readonly version: number;
  /** Versions of the extension `supported_versions`, in order; null where it is not there. */
  readonly supportedVersions: readonly number[] | null;
  readonly ciphers: readonly number[];
  /** Types of all extensions, in order. */
  readonly extensions: readonly number[];
  readonly signatureAlgorithms: readonly number[];
  /** The first protocol name of ALPN; null where there is none. */
  readonly firstAlpn: Uint8Array | null;
}

const ALPN = 16;
const SIGNATURE_ALGORITHMS = 13;
const SUPPORTED_VERSIONS = 43;
const RANDOM_BYTES = 32;
const MAX_SESSION_ID = 32;

/** What extensions of interest say; each reader gives false where the extension is malformed. */
interface Extensions {
  supportedVersions: readonly number[] | null;
  signatureAlgorithms: readonly number[];
  firstAlpn: Uint8Array | null;
}

/** The vector that is the whole of `data`. */
function only(data: Uint8Array, size: number): Uint8Array | null {
  const cursor = new ByteCursor(data);
  const vector = cursor.vector(size);
  return cursor.left === 0 ? vector : null;
}

const READERS: ReadonlyMap<number, (data: Uint8Array, into: Extensions) => boolean> = new Map([
  [
    SUPPORTED_VERSIONS,
    (data: Uint8Array, into: Extensions): boolean => {
      const list = only(data, 1);
      into.supportedVersions = list === null ? null : toUint16s(list);
      return into.supportedVersions !== null;
    },
  ],
  [
    SIGNATURE_ALGORITHMS,
    (data: Uint8Array, into: Extensions): boolean => {
      const list = only(data, 2);
      const numbers = list === null ? null : toUint16s(list);
      into.signatureAlgorithms = numbers ?? [];
      return numbers !== null;
    },
  ],
  [
    ALPN,
    (data: Uint8Array, into: Extensions): boolean => {
      const list = only(data, 2);
      if (list === null) return false;
      into.firstAlpn = list.length === 0 ? null : new ByteCursor(list).vector(1);
      return list.length === 0 || into.firstAlpn !== null;
    },
  ],
]);

/** Types and content of a list of extensions; null where it is malformed or a type stands twice (RFC 8446 section 4.2). */
function readExtensions(list: Uint8Array): (Extensions & { readonly types: readonly number[] }) | null {
  const found: Extensions = { supportedVersions: null, signatureAlgorithms: [], firstAlpn: null };
  const types = new Set<number>();
  const cursor = new ByteCursor(list);
  while (cursor.left > 0) {
    const type = cursor.number(2);
    const data = cursor.vector(2);
    if (type === null || data === null || types.has(type)) return null;
    types.add(type);
    if (READERS.get(type)?.(data, found) === false) return null;
  }
  return { ...found, types: [...types] };
}

/** The ClientHello that `body`, the content of a handshake message, is; null where it is none. */
export function parseClientHello(body: Uint8Array): ClientHello | null {
  const cursor = new ByteCursor(body);
  const version = cursor.number(2);
  const random = cursor.take(RANDOM_BYTES);
  const session = cursor.vector(1);
  const suites = cursor.vector(2);
  const compression = cursor.vector(1);
  if (version === null || random === null || session === null || suites === null || compression === null) return null;
  const ciphers = toUint16s(suites);
  if (ciphers === null || session.length > MAX_SESSION_ID || compression.length === 0) return null;
  // Extensions may be left out altogether (RFC 5246 section 7.4.1.2).
  const list = cursor.left === 0 ? new Uint8Array() : cursor.vector(2);
  if (list === null || cursor.left > 0) return null;
  const extensions = readExtensions(list);
  if (extensions === null) return null;
  const { types, ...rest } = extensions;
  return { version, ciphers, extensions: types, ...rest };
}
