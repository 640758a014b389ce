/** `node echo.ts PORT`: an upstream that says every WebSocket message back, as cheaply as can be: frames are unmasked, nothing is checked. */
import { createHash } from "node:crypto";
import net from "node:net";
import { writeFrame } from "../../src/message/websocket/write_frame.ts";
import { MessageReader } from "../../src/message/websocket/message_reader.ts";

const LIMITS = { maxFrameBytes: 16_777_216, maxMessageBytes: 16_777_216 };
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

net
  .createServer({ noDelay: true }, (socket) => {
    const reader = new MessageReader(true, LIMITS);
    let head = "";
    let open = false;
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      if (!open) {
        head += chunk.toString("latin1");
        if (!head.includes("\r\n\r\n")) return;
        const key = /sec-websocket-key: (\S+)/iu.exec(head)?.[1] ?? "";
        const accept = createHash("sha1")
          .update(key + GUID)
          .digest("base64");
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        );
        open = true;
        return;
      }
      const out: Uint8Array[] = [];
      reader.feed(chunk);
      let opcode = 0;
      for (let event = reader.next(); event !== null; event = reader.next()) {
        if (event.kind === "message") opcode = event.binary ? 2 : 1;
        else if (event.kind === "data") {
          out.push(writeFrame(opcode, event.last, event.bytes, null));
          opcode = 0;
        }
      }
      if (out.length > 0) socket.write(out.length === 1 ? (out[0] ?? "") : Buffer.concat(out));
    });
  })
  .listen(Number(process.argv[2]), "127.0.0.1");
