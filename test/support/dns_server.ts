/** A DNS server on loopback (RFC 1035) that answers questions for addresses as a test says. */
import dgram from "node:dgram";

export interface Zone {
  /** IPv4 and IPv6 addresses. */
  addresses: readonly string[];
  ttlS: number;
}

export interface DnsServer {
  readonly address: string;
  /** By name; what is not there does not exist. */
  readonly zones: Map<string, Zone>;
  /** Answers SERVFAIL to everything. */
  broken: boolean;
  /** Questions for IPv4 addresses that came. */
  asked: number;
  close(): Promise<void>;
}

const A = 1;
const AAAA = 28;

export async function startDns(): Promise<DnsServer> {
  const socket = dgram.createSocket("udp4");
  const server: DnsServer = {
    address: "",
    zones: new Map(),
    broken: false,
    asked: 0,
    close: () => new Promise((resolve) => void socket.close(() => resolve())),
  };
  socket.on("message", (query, from) => {
    const { name, type, end } = questionOf(query);
    if (type === A) server.asked++;
    const zone = server.zones.get(name);
    const records = (zone?.addresses ?? [])
      .filter((address) => address.includes(":") === (type === AAAA))
      .map((address) => recordOf(type, zone?.ttlS ?? 0, address));
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    // A response, recursion desired and available; SERVFAIL 2, NXDOMAIN 3 (section 4.1.1).
    header.writeUInt16BE(0x8180 | (server.broken ? 2 : zone === undefined ? 3 : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(server.broken ? 0 : records.length, 6);
    socket.send(Buffer.concat([header, query.subarray(12, end), ...(server.broken ? [] : records)]), from.port, from.address);
  });
  await new Promise<void>((resolve) => void socket.bind(0, "127.0.0.1", resolve));
  return Object.assign(server, { address: `127.0.0.1:${socket.address().port}` });
}

function questionOf(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function recordOf(type: number, ttlS: number, address: string): Buffer {
  const data = type === A ? Buffer.from(address.split(".").map(Number)) : v6Bytes(address);
  const head = Buffer.alloc(12);
  // The name is the one at offset 12, where the question has it (section 4.1.4).
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttlS, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** Of an address like `2001:db8::1`. */
function v6Bytes(address: string): Buffer {
  const [left = "", right = ""] = address.split("::");
  const words = (part: string): readonly number[] => (part === "" ? [] : part.split(":").map((word) => Number.parseInt(word, 16)));
  const zeros = Array<number>(8 - words(left).length - words(right).length).fill(0);
  return Buffer.from([...words(left), ...zeros, ...words(right)].flatMap((word) => [word >> 8, word & 255]));
}
