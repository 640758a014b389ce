/** Version 2 of the PROXY protocol (section 2.2): a binary header with the addresses and type-length-value fields behind them. */
import { crc32c } from "../../codec/crc32c.ts";
import { type IpAddress, parseIpAddress, toIpText } from "../../codec/ip_address.ts";
import { MORE, type ProxyEnd, type ProxyEnds, type ProxyRead, type ProxyRefusal, refused } from "./proxy_header.ts";

export const V2_SIGNATURE: Uint8Array = new Uint8Array([0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]);

const HEAD_BYTES = 16;
/** Behind the 16 bytes. A proxy that tells all it knows of a client's certificate needs some two thousand. */
export const MAX_V2_LENGTH = 4_096;
const LOCAL = 0x20;
const PROXY = 0x21;
const TLV_CRC32C = 0x03;
const TLV_HEAD = 3;
const CRC_BYTES = 4;

interface Family {
  /** Bytes of one address; 0 where there are no ends that have a meaning here. */
  readonly address: number;
  /** Bytes of both ends together. */
  readonly ends: number;
}

/** By address family and transport. Datagram transports (QUIC) are told by proxies too; the addresses are the same. */
const FAMILIES: ReadonlyMap<number, Family> = new Map([
  [0x00, { address: 0, ends: 0 }],
  [0x11, { address: 4, ends: 12 }],
  [0x12, { address: 4, ends: 12 }],
  [0x21, { address: 16, ends: 36 }],
  [0x22, { address: 16, ends: 36 }],
  [0x31, { address: 0, ends: 216 }],
  [0x32, { address: 0, ends: 216 }],
]);

function ipAt(bytes: Uint8Array, at: number, length: number): string {
  const words: number[] = [];
  for (let word = at; word < at + length; word += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(word, word + 4);
    words.push(((a << 24) | (b << 16) | (c << 8) | d) >>> 0);
  }
  const address: IpAddress = { family: length === 4 ? 4 : 6, words };
  const text = toIpText(address);
  // Why read again: an IPv4 address in an IPv6 one is the IPv4 address everywhere.
  const canonical = parseIpAddress(text);
  return canonical === null ? text : toIpText(canonical);
}

const portAt = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);

function endsAt(bytes: Uint8Array, { address }: Family): ProxyEnds | null {
  if (address === 0) return null;
  const ports = HEAD_BYTES + 2 * address;
  const end = (at: number, port: number): ProxyEnd => ({ address: ipAt(bytes, at, address), port: portAt(bytes, port) });
  return { source: end(HEAD_BYTES, ports), destination: end(HEAD_BYTES + address, ports + 2) };
}

/** Walks the fields behind the ends: each must fit, and a checksum must be right. Other fields are not used. */
function checkFields(header: Uint8Array, from: number): ProxyRefusal | null {
  let checked = false;
  for (let at = from; at < header.length; ) {
    if (header.length - at < TLV_HEAD) return "malformed";
    const value = at + TLV_HEAD;
    const length = portAt(header, at + 1);
    if (header.length - value < length) return "malformed";
    if (header[at] === TLV_CRC32C) {
      if (length !== CRC_BYTES || checked) return "malformed";
      checked = true;
      const sum = portAt(header, value) * 65_536 + portAt(header, value + 2);
      if (sum !== crc32c(header, { from: value, to: value + CRC_BYTES })) return "corrupt";
    }
    at = value + length;
  }
  return null;
}

/** Reads a header whose first bytes are the signature, or a part of that. */
export function readVersion2(bytes: Uint8Array): ProxyRead {
  const [command, family] = bytes.subarray(V2_SIGNATURE.length);
  if (command !== undefined && command !== LOCAL && command !== PROXY) return refused("unsupported");
  const known = family === undefined ? undefined : FAMILIES.get(family);
  // What LOCAL says besides is to be ignored.
  if (command === PROXY && family !== undefined && known === undefined) return refused("unsupported");
  if (bytes.length < HEAD_BYTES) return MORE;
  const length = portAt(bytes, HEAD_BYTES - 2);
  if (length > MAX_V2_LENGTH) return refused("too_large");
  if (command === PROXY && known !== undefined && length < known.ends) return refused("malformed");
  if (bytes.length < HEAD_BYTES + length) return MORE;
  const header = bytes.subarray(0, HEAD_BYTES + length);
  if (command === LOCAL || known === undefined) return { kind: "header", header: { version: 2, ends: null, bytes: header.length } };
  const fault = checkFields(header, HEAD_BYTES + known.ends);
  if (fault !== null) return refused(fault);
  return { kind: "header", header: { version: 2, ends: endsAt(header, known), bytes: header.length } };
}
