/** An upstream of HTTP/2 that answers each request with exactly the frames a test says. */
import net from "node:net";
import { FLAG, FRAME, PREFACE, readFrames, settings } from "./http2_frames.ts";

export interface RawHttp2Upstream {
  readonly port: number;
  /** Requests begun. */
  readonly count: () => number;
  close(): Promise<void>;
}

/** `answer`: the frames for the request on a stream, once its head is whole; without TLS, by prior knowledge. */
export async function startRawHttp2Upstream(answer: (stream: number) => readonly Uint8Array[]): Promise<RawHttp2Upstream> {
  let count = 0;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    let rest: Buffer = Buffer.alloc(0);
    let begun = false;
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      if (!begun && rest.length < PREFACE.length) return;
      if (!begun) {
        begun = true;
        rest = rest.subarray(PREFACE.length);
        socket.write(Buffer.concat([settings(), settings([], FLAG.ack)]));
      }
      const read = readFrames(rest);
      rest = read.rest;
      for (const { type, flags, stream } of read.frames) {
        if (type !== FRAME.headers || (flags & FLAG.endHeaders) === 0) continue;
        count++;
        socket.write(Buffer.concat(answer(stream)));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    count: () => count,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
