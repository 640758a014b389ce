/** Version 1 of the PROXY protocol (section 2.1): one line of text. */
import { parseIpAddress, toIpText } from "../../codec/ip_address.ts";
import { latin1Text } from "../latin1.ts";
import { MORE, type ProxyEnd, type ProxyEnds, type ProxyRead, refused } from "./proxy_header.ts";

/** Line end included. */
const MAX_V1_BYTES = 107;
export const V1_START: Uint8Array = new TextEncoder().encode("PROXY ");

const CR = 0x0d;
const LF = 0x0a;
const PRINTABLE = /^[ -~]*$/u;
const ADDRESSES = /^(TCP4|TCP6) ([0-9A-Fa-f:.]{2,45}) ([0-9A-Fa-f:.]{2,45}) (0|[1-9][0-9]{0,4}) (0|[1-9][0-9]{0,4})$/u;

/** An address of the family the line names; IPv6 may hold an IPv4 one, which is then that. */
function endOf(family: string, text: string, port: string): ProxyEnd | null {
  const address = text.includes(":") === (family === "TCP6") ? parseIpAddress(text) : null;
  const number = Number(port);
  return address === null || number > 65_535 ? null : { address: toIpText(address), port: number };
}

function endsOf(line: string): ProxyEnds | null {
  const [, family = "", from = "", to = "", fromPort = "", toPort = ""] = ADDRESSES.exec(line) ?? [];
  const source = endOf(family, from, fromPort);
  const destination = endOf(family, to, toPort);
  return source === null || destination === null ? null : { source, destination };
}

/** Reads a line whose first bytes are `PROXY `, or a part of that. */
export function readVersion1(bytes: Uint8Array): ProxyRead {
  const end = bytes.subarray(0, MAX_V1_BYTES).indexOf(LF);
  if (end < 0) {
    if (bytes.length >= MAX_V1_BYTES) return refused("too_large");
    const cr = bytes.indexOf(CR);
    return cr >= 0 && cr < bytes.length - 1 ? refused("malformed") : MORE;
  }
  if (bytes[end - 1] !== CR) return refused("malformed");
  const line = latin1Text(bytes, V1_START.length, end - 1);
  if (!PRINTABLE.test(line)) return refused("malformed");
  // Whatever follows UNKNOWN is to be ignored.
  const unknown = line === "UNKNOWN" || line.startsWith("UNKNOWN ");
  const ends = unknown ? null : endsOf(line);
  if (ends === null && !unknown) return refused("malformed");
  return { kind: "header", header: { version: 1, ends, bytes: end + 1 } };
}
