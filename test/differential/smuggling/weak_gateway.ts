/**
 * The control: a gateway as careless as some were. It takes well-formed lines only, but measures by Content-Length where there is one, and passes on
 * Transfer-Encoding alone. If attempts did not slip through this one, finding none that slip through ours would say nothing.
 */
import { randomUUID } from "node:crypto";
import net from "node:net";
import { latin1Text } from "../../../src/message/latin1.ts";
import { judged } from "../../support/witness.ts";
import type { StartGateway } from "./chain.ts";

interface ReadCarelessly {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly head: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

function readCarelessly(text: string): ReadCarelessly | null {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const head = text.slice(0, end).replaceAll(/\r\nx-request-id:[^\r\n]*/giu, "");
  const [first = "", ...lines] = head.split("\r\n");
  if (!/^[A-Z]+ \S+ HTTP\/1\.1$/u.test(first) || !lines.every((line) => /^[A-Za-z-]+:[ \t]*[!-~ ]*$/u.test(line))) return null;
  const [method = "", target = ""] = first.split(" ");
  const length = Number(/content-length:\s*(\d+)/iu.exec(head)?.[1] ?? 0);
  const host = /\nhost:[ \t]*([^\r\n]+)/iu.exec(head)?.[1] ?? null;
  if (host === null) return null;
  const fields = [...head.matchAll(/\n(x-[^:\s]*):[ \t]*([^\r\n]*)/giu)].map(
    (match) => [(match[1] ?? "").toLowerCase(), match[2]?.trim() ?? ""] as const,
  );
  const passed = /\ntransfer-encoding:/iu.test(head) ? head.replaceAll(/\r\ncontent-length:[^\r\n]*/giu, "") : head;
  return { method, target, host, head: passed, fields, body: text.slice(end + 4, end + 4 + length) };
}

export const startWeakGateway: StartGateway = async (_handling, upstreamPort, report) => {
  const sockets = new Set<net.Socket>();
  const kept = (socket: net.Socket): net.Socket => {
    sockets.add(socket);
    return socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    let text = "";
    kept(socket).on("data", (chunk: Buffer) => (text += latin1Text(chunk, 0, chunk.length)));
    socket.on("end", () => {
      const read = readCarelessly(text);
      if (read === null) {
        socket.end();
        return;
      }
      const id = randomUUID();
      judged.push({ id, method: read.method, url: read.target, fields: read.fields, body: read.body, passed: true });
      report({ id, outcome: "forwarded", host: read.host.toLowerCase().replace(/:\d*$/u, ""), upstreamStatus: null, code: null });
      const upstream = kept(net.connect({ port: upstreamPort, host: "127.0.0.1", allowHalfOpen: true }));
      upstream.resume();
      upstream.on("close", () => socket.end("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
      upstream.end(Buffer.from(`${read.head}\r\nX-Request-Id: ${id}\r\n\r\n${read.body}`, "latin1"));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
};
