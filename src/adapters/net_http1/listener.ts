/** Accepts client connections over TCP or TLS, within the bounds on their number, and drains them when the gateway goes down. */
import net from "node:net";
import tls from "node:tls";
import { canonicalPeerAddress } from "../../codec/ip_address.ts";
import { toClientKey } from "../../limit/client_key.ts";
import type { Edge } from "../serving/edge.ts";
import { ServerConnection } from "./server_connection.ts";

export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMaterial | null;
}

const BACKLOG = 1_024;
const DRAIN_POLL_MS = 50;
/** How long a TLS handshake may take. */
const HANDSHAKE_MS = 10_000;

export class Listener {
  private readonly edge: Edge;
  private readonly server: net.Server;
  private readonly connections = new Set<ServerConnection>();
  private readonly perAddress = new Map<string, number>();
  private readonly scheme: "http" | "https";

  constructor(edge: Edge, options: ListenOptions) {
    this.edge = edge;
    this.scheme = options.tls === null ? "http" : "https";
    if (options.tls === null) {
      this.server = net.createServer({ allowHalfOpen: true, noDelay: true });
      this.server.on("connection", (socket: net.Socket) => this.accept(socket));
    } else {
      this.server = tls.createServer({
        allowHalfOpen: true,
        noDelay: true,
        cert: options.tls.cert,
        key: options.tls.key,
        minVersion: options.tls.minVersion,
        ALPNProtocols: ["http/1.1"],
        handshakeTimeout: HANDSHAKE_MS,
        // Why: a client must not make us renegotiate, and old clients get no say in the cipher.
        honorCipherOrder: true,
      });
      this.server.on("connection", (socket: net.Socket) => this.count(socket));
      this.server.on("secureConnection", (socket: tls.TLSSocket) => this.serve(socket));
      this.server.on("tlsClientError", (_error: Error, socket: tls.TLSSocket) => socket.destroy());
    }
  }

  /** Resolves with the port once it listens; rejects with the system's error, for example EADDRINUSE. */
  listen(options: ListenOptions): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen({ host: options.host, port: options.port, backlog: BACKLOG }, () => {
        this.server.off("error", reject);
        this.server.on("error", (error) => this.edge.fault("", error));
        const address = this.server.address();
        resolve(typeof address === "object" && address !== null ? address.port : options.port);
      });
    });
  }

  /** Stops accepting; connections end after the exchange they are in. Resolves when all are gone or `withinMs` passed, with the number that had to be cut. */
  async drain(withinMs: number): Promise<number> {
    this.server.close();
    for (const connection of this.connections) connection.drain();
    const endMs = this.edge.monotonicMs() + withinMs;
    while (this.connections.size > 0 && this.edge.monotonicMs() < endMs) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
      this.edge.sweeper.sweep();
    }
    const cut = this.connections.size;
    for (const connection of this.connections) connection.socket.destroy();
    return cut;
  }

  private accept(socket: net.Socket): void {
    if (this.count(socket)) this.serve(socket);
  }

  /** Takes the socket into the counts; closes it at once when there are too many. */
  private count(socket: net.Socket): boolean {
    const { edge } = this;
    const key = toClientKey(canonicalPeerAddress(socket.remoteAddress ?? "") ?? "");
    const fromAddress = this.perAddress.get(key) ?? 0;
    if (edge.counters.open >= edge.limits.connections || fromAddress >= edge.limits.connectionsPerIp || edge.draining) {
      edge.counters.refused++;
      socket.destroy();
      return false;
    }
    edge.counters.open++;
    edge.counters.accepted++;
    this.perAddress.set(key, fromAddress + 1);
    socket.once("close", () => {
      edge.counters.open--;
      const left = (this.perAddress.get(key) ?? 1) - 1;
      if (left === 0) this.perAddress.delete(key);
      else this.perAddress.set(key, left);
    });
    socket.on("error", () => socket.destroy());
    return true;
  }

  private serve(socket: net.Socket): void {
    const connection = new ServerConnection(socket, this.scheme, this.edge, (gone) => this.connections.delete(gone));
    this.connections.add(connection);
  }
}
