/** An upstream target that a test can kill, revive, slow down and make fail: a real HTTP server that always comes back on the same port. */
import http from "node:http";
import type { Socket } from "node:net";

export interface TargetServer {
  readonly name: string;
  readonly base: string;
  readonly port: number;
  /** Requests but those of health checks. */
  requests: number;
  /** Connections that were opened. */
  connections: number;
  /** Status of its answers. */
  status: number;
  /** Status of `/healthz`; 0 for no answer at all. */
  health: number;
  delayMs: number;
  /** As a process that dies: it listens no more, and its connections are reset. */
  kill(): Promise<void>;
  revive(): Promise<void>;
  close(): Promise<void>;
}

/** Answers each request with its own name. */
async function startTarget(name: string): Promise<TargetServer> {
  let server: http.Server | null = null;
  const sockets = new Set<Socket>();
  const listen = async (port: number): Promise<number> => {
    const started = http.createServer({ keepAlive: true }, (request, response) => {
      request.resume();
      if (request.url === "/healthz") {
        if (target.health !== 0) response.writeHead(target.health).end();
        return;
      }
      target.requests++;
      const answer = (): void => void response.writeHead(target.status, { "content-type": "text/plain" }).end(name);
      if (target.delayMs === 0) answer();
      else setTimeout(answer, target.delayMs).unref();
    });
    started.on("connection", (socket) => {
      target.connections++;
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
    });
    server = started;
    await new Promise<void>((resolve, reject) => {
      started.once("error", reject);
      started.listen(port, "127.0.0.1", resolve);
    });
    const address = started.address();
    if (address === null || typeof address === "string") throw new Error("the target has no TCP address");
    return address.port;
  };
  const kill = async (): Promise<void> => {
    const dying = server;
    server = null;
    if (dying === null) return;
    const closed = new Promise<void>((resolve) => void dying.close(() => resolve()));
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };
  const target: TargetServer = {
    name,
    base: "",
    port: 0,
    requests: 0,
    connections: 0,
    status: 200,
    health: 200,
    delayMs: 0,
    kill,
    revive: async () => void (await listen(target.port)),
    close: kill,
  };
  const port = await listen(0);
  return Object.assign(target, { port, base: `http://127.0.0.1:${port}` });
}

/** Three of them, `a`, `b` and `c`, that end with `stack`. */
export async function threeTargets(stack: AsyncDisposableStack): Promise<readonly [TargetServer, TargetServer, TargetServer]> {
  const start = async (name: string): Promise<TargetServer> => stack.adopt(await startTarget(name), (target) => target.close());
  return [await start("a"), await start("b"), await start("c")];
}
