/** TLS on accepted sockets. It does not listen itself, so that stages may look at a connection's first bytes before. */
import tls from "node:tls";
import type { Arrival } from "./arrival.ts";

export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
}

/** How long a TLS handshake may take. */
const HANDSHAKE_MS = 10_000;

export class TlsServer {
  private readonly server: tls.Server;
  /** Arrivals whose handshake is under way, by the two ends of their connection: all that both of its sockets tell. */
  private readonly arrivals = new Map<string, Arrival>();
  private readonly onSecure: (socket: tls.TLSSocket, arrival: Arrival) => void;

  /** `alpn`: what is offered, in the order of the server's preference. */
  constructor(material: TlsMaterial, alpn: readonly string[], onSecure: (socket: tls.TLSSocket, arrival: Arrival) => void) {
    this.onSecure = onSecure;
    this.server = tls.createServer({
      allowHalfOpen: true,
      noDelay: true,
      cert: material.cert,
      key: material.key,
      minVersion: material.minVersion,
      ALPNProtocols: [...alpn],
      handshakeTimeout: HANDSHAKE_MS,
      // Why: a client must not make us renegotiate, and old clients get no say in the cipher.
      honorCipherOrder: true,
    });
    this.server.on("secureConnection", (socket: tls.TLSSocket) => this.secured(socket));
    this.server.on("tlsClientError", (_error: Error, socket: tls.TLSSocket) => socket.destroy());
  }

  /** Begins the handshake. */
  take(arrival: Arrival): void {
    const key = endsOf(arrival.socket);
    this.arrivals.set(key, arrival);
    arrival.socket.once("close", () => {
      if (this.arrivals.get(key) === arrival) this.arrivals.delete(key);
    });
    this.server.emit("connection", arrival.socket);
  }

  private secured(socket: tls.TLSSocket): void {
    const key = endsOf(socket);
    const arrival = this.arrivals.get(key);
    this.arrivals.delete(key);
    // It was closed meanwhile: such a socket tells no ends.
    if (arrival === undefined) socket.destroy();
    else this.onSecure(socket, arrival);
  }
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Arrival["socket"]): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
