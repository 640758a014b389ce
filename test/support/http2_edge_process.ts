/** A process that serves HTTP/2 before an upstream of its own, for floods: what it holds and does can be measured without the client's share. Forked by `http2_edge.ts`. */
import net from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Http2Connection } from "../../src/adapters/node_http2/http2_connection.ts";
import { EDGE_LIMITS, startTestEdge } from "./edge.ts";
import type { EdgeFigures } from "./http2_edge.ts";

const LARGE = Buffer.alloc(65_536, "x");
/** Parts of the answer to a path with `large` in it. */
const LARGE_PARTS = 160;

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

let forwarded = 0;
let begun = 0;
let faults = 0;

/** Answers every head; `/never` in a path is not answered, `/large` with 10 MB. */
const upstream = net.createServer((socket) => {
  socket.on("error", () => {});
  socket.on("data", (chunk: Buffer) => {
    for (const head of chunk.toString("latin1").split("\r\n\r\n").slice(0, -1)) {
      forwarded++;
      if (head.includes(" /never")) continue;
      const large = head.includes(" /large");
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${large ? LARGE.length * LARGE_PARTS : 2}\r\n\r\n${large ? "" : "ok"}`);
      if (large) sendLarge(socket, LARGE_PARTS);
    }
  });
});

function sendLarge(socket: net.Socket, parts: number): void {
  let left = parts;
  while (left-- > 0) {
    if (socket.write(LARGE)) continue;
    socket.once("drain", () => sendLarge(socket, left));
    return;
  }
}

function portOf(server: net.Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function listen(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return portOf(server);
}

const world = startTestEdge(new AsyncDisposableStack(), { target: { port: await listen(upstream), maxConnections: 256 } });
const edge = {
  ...world.edge,
  draining: false,
  limits: { ...EDGE_LIMITS, firstHeaderMs: 2_000, idleMs: 2_000, betweenBytesMs: 4_000, requestMs: 4_000 },
  offer: () => void begun++,
  fault: (_id: string, cause: unknown) => {
    // The one that floods are expected to cause.
    if (cause instanceof Error && cause.message === "whole-request limit passed") return;
    faults++;
    process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`);
  },
};
const connections = new Set<Http2Connection>();
const server = net.createServer((socket) => {
  const peer = { address: "127.0.0.1", port: socket.remotePort ?? 0, tls: null };
  connections.add(new Http2Connection(socket, peer, edge, (gone) => connections.delete(gone)));
});
const port = await listen(server);

process.on("message", (wish) => {
  if (wish === "collect" && typeof collect === "function") collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  const figures: EdgeFigures = {
    port,
    rssBytes: rss,
    heldBytes: heapUsed + external,
    begun: begun + edge.counters.inFlight,
    forwarded,
    flooded: edge.counters.flooded,
    broken: edge.counters.http2Broken,
    open: connections.size,
    faults,
  };
  // Where nobody hears it any more the test is over.
  process.send?.(figures, undefined, undefined, () => {});
});
// The clock goes four times as fast, so that what is looked at once a second shows soon.
setInterval(() => world.pass(750), 250).unref();
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
