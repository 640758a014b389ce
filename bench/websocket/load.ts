/** `node load.ts PORT CONNECTIONS BYTES SECONDS`: each connection sends a message and waits for all of it to come back, again and again. Prints how many did. */
import net from "node:net";
import { writeFrame } from "../../src/message/websocket/write_frame.ts";

const [port = 0, connections = 1, bytes = 64, seconds = 1] = process.argv.slice(2).map(Number);
const payload = Buffer.alloc(bytes, "portcullis ");
const frame = writeFrame(1, true, payload, Uint8Array.of(1, 2, 3, 4));
const HANDSHAKE =
  "GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
const counts = { messages: 0, failures: 0 };
let over = false;

/** Bytes of payload that came of the message under way; heads are skipped, however it is cut into frames. */
function connect(): void {
  const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
  let open = false;
  let left = 0;
  let seen = 0;
  let head = Buffer.alloc(0);
  socket.on("connect", () => socket.write(HANDSHAKE));
  socket.on("error", () => counts.failures++);
  socket.on("close", () => {
    if (!over) counts.failures++;
  });
  socket.on("data", (chunk: Buffer) => {
    if (!open) {
      if (!chunk.toString("latin1").startsWith("HTTP/1.1 101 ")) counts.failures++;
      open = true;
      socket.write(frame);
      return;
    }
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        head = Buffer.concat([head, chunk.subarray(at, at + 10 - head.length)]);
        const short = (head[1] ?? 0) & 0x7f;
        const size = short === 126 ? 4 : short === 127 ? 10 : 2;
        const before = head.length - Math.min(head.length, chunk.length - at);
        if (head.length < size) return;
        left = short === 126 ? head.readUInt16BE(2) : short === 127 ? Number(head.readBigUInt64BE(2)) : short;
        at += size - before;
        head = Buffer.alloc(0);
      }
      const taken = Math.min(left, chunk.length - at);
      at += taken;
      left -= taken;
      seen += taken;
      if (seen < bytes) continue;
      seen = 0;
      counts.messages++;
      if (!over) socket.write(frame);
    }
  });
}

for (let index = 0; index < connections; index++) connect();
setTimeout(() => {
  over = true;
  process.stdout.write(`${JSON.stringify(counts)}\n`, () => process.exit(0));
}, seconds * 1_000);
