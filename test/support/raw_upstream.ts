/** An upstream that answers with exactly the bytes a test says, or not at all, and keeps what it was sent. */
import net from "node:net";

export interface RawUpstream {
  readonly base: string;
  readonly port: number;
  /** What each connection received so far, latin1, in the order of connecting. */
  readonly received: string[];
  readonly sockets: net.Socket[];
  /** Resolves once that holds; rejects after ten seconds. Looked at whenever bytes come or a connection begins or ends. */
  until(holds: () => boolean, what: string): Promise<void>;
  close(): Promise<void>;
}

const PATIENCE_MS = 10_000;

/** `onData` is called with each read, everything the connection received until now, and the connection's number. */
export async function startRawUpstream(
  onData: (socket: net.Socket, received: string, connection: number) => void,
  options: { readonly paused?: boolean } = {},
): Promise<RawUpstream> {
  const received: string[] = [];
  const sockets: net.Socket[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: options.paused ?? false }, (socket) => {
    const connection = received.length;
    received.push("");
    sockets.push(socket);
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      const text = `${received[connection] ?? ""}${chunk.toString("latin1")}`;
      received[connection] = text;
      onData(socket, text, connection);
      wake();
    });
    socket.on("end", () => socket.end());
    socket.on("error", () => {});
    socket.on("close", wake);
    wake();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the upstream has no TCP address");
  return {
    base: `http://127.0.0.1:${address.port}`,
    port: address.port,
    received,
    sockets,
    until: (holds, what) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!holds()) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve();
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`waited too long for ${what}; received ${JSON.stringify(received).slice(0, 500)}`));
        }, PATIENCE_MS);
        waiting.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Answers each whole head (and only heads) with these bytes, in turn the given ones; the last again and again. */
export function answering(...answers: readonly string[]): Parameters<typeof startRawUpstream>[0] {
  const done = new Map<number, number>();
  let given = 0;
  return (socket, received, connection) => {
    const heads = received.split("\r\n\r\n").length - 1;
    for (let count = done.get(connection) ?? 0; count < heads; count++) {
      done.set(connection, count + 1);
      socket.write(answers[Math.min(given++, answers.length - 1)] ?? "", "latin1");
    }
  };
}
