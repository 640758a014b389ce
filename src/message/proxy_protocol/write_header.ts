/** Headers of the PROXY protocol as they are sent to an upstream: version 1 as a line, version 2 without fields. */
import { type IpAddress, parseIpAddress, toIpText } from "../../codec/ip_address.ts";
import type { ProxyEnd, ProxyEnds } from "./proxy_header.ts";
import { V2_SIGNATURE } from "./version_2.ts";

/** Both addresses in one family: an IPv4 one beside an IPv6 one is written inside of IPv6 (RFC 4291 section 2.5.5.2). Null where one is no address. */
function alike(source: ProxyEnd, destination: ProxyEnd): readonly [IpAddress, IpAddress] | null {
  const from = parseIpAddress(source.address);
  const to = parseIpAddress(destination.address);
  if (from === null || to === null) return null;
  return from.family === to.family ? [from, to] : [mapped(from), mapped(to)];
}

function mapped(address: IpAddress): IpAddress {
  return address.family === 6 ? address : { family: 6, words: [0, 0, 0xffff, ...address.words] };
}

/** `::ffff:192.0.2.1` has to stay IPv6 in a line that says TCP6. */
function textOf(address: IpAddress): string {
  const [first, second, third, last = 0] = address.words;
  if (address.family === 6 && first === 0 && second === 0 && third === 0xffff) return `::ffff:${toIpText({ family: 4, words: [last] })}`;
  return toIpText(address);
}

/** `UNKNOWN` where the ends can't be told. */
export function writeVersion1({ source, destination }: ProxyEnds): Uint8Array {
  const addresses = alike(source, destination);
  const line =
    addresses === null
      ? "PROXY UNKNOWN\r\n"
      : `PROXY TCP${addresses[0].family} ${textOf(addresses[0])} ${textOf(addresses[1])} ${source.port} ${destination.port}\r\n`;
  return new TextEncoder().encode(line);
}

/** `LOCAL` where the ends can't be told. */
export function writeVersion2({ source, destination }: ProxyEnds): Uint8Array {
  const addresses = alike(source, destination);
  if (addresses === null) return new Uint8Array([...V2_SIGNATURE, 0x20, 0, 0, 0]);
  const [from, to] = addresses;
  const family = from.family === 4 ? 0x11 : 0x21;
  const octets = [...from.words, ...to.words].flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
  const ports = [source.port, destination.port].flatMap((port) => [port >>> 8, port & 255]);
  return new Uint8Array([...V2_SIGNATURE, 0x21, family, 0, octets.length + ports.length, ...octets, ...ports]);
}
