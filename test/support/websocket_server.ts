/** A real WebSocket server (the package `ws`) as upstream: it says everything back, unless the test wants it otherwise. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type RawData, type WebSocket, WebSocketServer } from "ws";

export interface UpstreamSocket {
  readonly socket: WebSocket;
  /** Fields of the handshake as the upstream got them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly url: string;
  /** Messages in order, binary ones as hex with `0x`. */
  readonly messages: string[];
  readonly pings: string[];
  /** All that came in order: `text:` and latin1 of its bytes, `binary:` and hex, `ping:`, `pong:`, `close:` and code. */
  readonly words: string[];
  /** Code and reason once it is closed; 1006 where no Close came. */
  closed: { readonly code: number; readonly reason: string } | null;
}

export interface TestWebSocketServer {
  readonly base: string;
  readonly port: number;
  readonly sockets: UpstreamSocket[];
  close(): Promise<void>;
}

export interface ServerBehaviour {
  /** Default: says every message back. */
  readonly onMessage?: (socket: WebSocket, data: Buffer, isBinary: boolean) => void;
  readonly onOpen?: (socket: WebSocket) => void;
  /** Whether pings are answered; default true. */
  readonly autoPong?: boolean;
  /** Default: the first that is offered. */
  readonly chooseProtocol?: (offered: ReadonlySet<string>) => string | false;
}

function toBuffer(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(new Uint8Array(data)) : data;
}

export async function startWebSocketServer(behaviour: ServerBehaviour = {}): Promise<TestWebSocketServer> {
  const echo: NonNullable<ServerBehaviour["onMessage"]> = (socket, data, isBinary) => socket.send(data, { binary: isBinary });
  const { onMessage = echo, onOpen, autoPong = true, chooseProtocol } = behaviour;
  const sockets: UpstreamSocket[] = [];
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port: 0,
    perMessageDeflate: true,
    autoPong,
    maxPayload: 64 * 1_048_576,
    ...(chooseProtocol === undefined ? {} : { handleProtocols: chooseProtocol }),
  });
  server.on("connection", (socket, request) => {
    const seen: UpstreamSocket = {
      socket,
      headers: request.headers,
      url: request.url ?? "",
      messages: [],
      pings: [],
      words: [],
      closed: null,
    };
    sockets.push(seen);
    socket.on("message", (data, isBinary) => {
      const bytes = toBuffer(data);
      seen.words.push(isBinary ? `binary:${bytes.toString("hex")}` : `text:${bytes.toString("latin1")}`);
      seen.messages.push(isBinary ? `0x${bytes.toString("hex")}` : bytes.toString());
      onMessage(socket, bytes, isBinary);
    });
    socket.on("ping", (data: Buffer) => {
      seen.pings.push(data.toString());
      seen.words.push(`ping:${data.toString("latin1")}`);
    });
    socket.on("pong", (data: Buffer) => seen.words.push(`pong:${data.toString("latin1")}`));
    socket.on("close", (code: number, reason: Buffer) => {
      // The package's word for a close frame without a code is 1005 (RFC 6455 section 7.1.5).
      seen.words.push(`close:${code === 1005 ? "null" : code}`);
      seen.closed = { code, reason: reason.toString() };
    });
    socket.on("error", () => {});
    onOpen?.(socket);
  });
  await once(server, "listening");
  const address: string | AddressInfo | null = server.address();
  if (address === null || typeof address === "string") throw new Error("the upstream has no TCP address");
  return {
    base: `http://127.0.0.1:${address.port}`,
    port: address.port,
    sockets,
    close: () =>
      new Promise((resolve) => {
        for (const { socket } of sockets) socket.terminate();
        server.close(() => resolve());
      }),
  };
}
