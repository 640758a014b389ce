/** The peer most people would write: `node:http` in front, undici behind, nothing checked. Arguments: port, upstream origin. */
import http from "node:http";
import { Agent } from "undici";

const port = Number(process.argv[2]);
const origin = process.argv[3] ?? "";
const agent = new Agent({ connections: 128, pipelining: 1 });
const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "host"]);

http
  .createServer((request, response) => {
    const headers: string[] = [];
    for (let index = 0; index < request.rawHeaders.length; index += 2) {
      const name = request.rawHeaders[index] ?? "";
      if (!HOP_BY_HOP.has(name.toLowerCase())) headers.push(name, request.rawHeaders[index + 1] ?? "");
    }
    const hasBody = request.method !== "GET" && request.method !== "HEAD";
    agent
      .request({ origin, path: request.url ?? "/", method: request.method ?? "GET", headers, body: hasBody ? request : null })
      .then((answer) => {
        const fields = { ...answer.headers };
        for (const name of HOP_BY_HOP) delete fields[name];
        response.writeHead(answer.statusCode, fields);
        answer.body.pipe(response);
      })
      .catch(() => {
        response.writeHead(502);
        response.end();
      });
  })
  .listen(port, "127.0.0.1");
