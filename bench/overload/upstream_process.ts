/** `upstream_process.ts PORT`: an API that answers small, large or endlessly, and takes whatever it is sent. */
import http from "node:http";

const SMALL = Buffer.from('{"ok":true}');
const BLOCK = Buffer.alloc(65_536, 0x61);

const server = http.createServer((request, response) => {
  const bytes = Number(/^\/bytes\/(\d+)$/u.exec(request.url ?? "")?.[1] ?? (request.url === "/large" ? 8_388_608 : 0));
  if (bytes > 0) {
    response.setHeader("content-length", bytes);
    let left = bytes;
    const more = (): void => {
      while (left > 0) {
        const block = left >= BLOCK.length ? BLOCK : BLOCK.subarray(0, left);
        left -= block.length;
        if (!response.write(block)) return;
      }
      response.end();
    };
    response.on("drain", more);
    more();
    return;
  }
  let received = 0;
  request.on("data", (chunk: Buffer) => (received += chunk.length));
  request.on("error", () => {});
  request.on("end", () => {
    response.setHeader("content-type", "application/json");
    response.setHeader("x-received", received);
    response.end(SMALL);
  });
});
server.listen(Number(process.argv[2]), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
