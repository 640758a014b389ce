/** A backend that tells of every request exactly as it arrived, answers each with a status that no proxy makes by itself, and names in the answer what it answers. */
import net from "node:net";
import { readRequest, type SeenRequest, valuesOf } from "./request_reader.ts";

/** The status of everything that this backend answers; a status of its own tells a proxy's answers from it. */
export const SEEN_STATUS = 299;

export interface BackendEvents {
  /** A whole request. */
  seen(request: SeenRequest): void;
  /** A request whose connection ended before it was whole. */
  cutShort(request: SeenRequest): void;
  /** Bytes that are no request. */
  stray(why: string, bytes: string): void;
}

export interface RecordingBackend {
  readonly port: number;
  close(): Promise<void>;
}

function answer(socket: net.Socket, { method, target, ...request }: SeenRequest): void {
  const id = valuesOf(request, "x-request-id").join(",");
  const closes = target.startsWith("/close");
  const content = method === "HEAD" ? "" : "ok\n";
  const close = closes ? "Connection: close\r\n" : "";
  socket.write(`HTTP/1.1 ${SEEN_STATUS} Seen\r\nContent-Length: 3\r\nX-Seen: ${id}\r\n${close}\r\n${content}`, "latin1");
  if (closes) socket.end();
}

function serve(socket: net.Socket, events: BackendEvents): void {
  let text = "";
  let answeredEarly = false;
  let stopped = false;
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    while (!stopped && text !== "") {
      const reading = readRequest(text);
      if (reading.kind === "incomplete") return;
      if (reading.kind === "malformed") {
        stopped = true;
        events.stray(reading.why, text);
        socket.destroy();
        return;
      }
      const { request } = reading;
      // Why: a server that answers before it has read the content is what some desynchronisations need.
      const early = request.target.startsWith("/early");
      if (!answeredEarly && (early || reading.kind === "request")) answer(socket, request);
      if (reading.kind === "begun") {
        answeredEarly = early;
        return;
      }
      answeredEarly = false;
      text = text.slice(reading.length);
      events.seen(request);
      stopped = request.target.startsWith("/close");
    }
  });
  socket.on("close", () => {
    if (stopped || text === "") return;
    const reading = readRequest(text);
    if (reading.kind === "begun") events.cutShort(reading.request);
  });
}

export async function startRecordingBackend(events: BackendEvents): Promise<RecordingBackend> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    serve(socket, events);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the backend has no TCP address");
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
