/** An upstream that works but for one answer in a hundred: `node upstream.ts PORT`. The faults come in turn, so that each run has all kinds. */
import net from "node:net";

const OK = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n{"id":42,"status":"paid!"}`;

/** What a faulty answer is: bytes, and whether the connection ends after them. */
const FAULTS: readonly (readonly [bytes: string, ends: boolean])[] = [
  ["", true],
  ["HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", true],
  ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", true],
  ["HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops", false],
  ["HTTP/9.9 what\r\n\r\n", true],
  ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", true],
];
const FAULT_EVERY = 100;

let answers = 0;
let faults = 0;

const server = net.createServer({ noDelay: true }, (socket) => {
  let received = "";
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    for (let end = received.indexOf("\r\n\r\n"); end !== -1; end = received.indexOf("\r\n\r\n")) {
      const head = received.slice(0, end);
      const length = Number(/\r\ncontent-length: (\d+)/iu.exec(head)?.[1] ?? 0);
      if (received.length < end + 4 + length) return;
      received = received.slice(end + 4 + length);
      answers++;
      if (answers % FAULT_EVERY !== 0) {
        socket.write(OK);
        continue;
      }
      const [bytes, ends] = FAULTS[faults++ % FAULTS.length] ?? ["", true];
      if (ends) socket.end(bytes);
      else socket.write(bytes);
    }
  });
});

server.listen(Number(process.argv[2]), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
