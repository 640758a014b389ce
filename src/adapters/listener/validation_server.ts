/**
 * What certificate authorities are shown while they look whether hosts are ours (RFC 8737): a self-signed certificate of their challenge, on ALPN `acme-tls/1` alone,
 * for hosts whose order is pending alone. The connection ends with the handshake.
 */
import { constants } from "node:crypto";
import type net from "node:net";
import tls from "node:tls";
import { ACME_TLS } from "./client_hello.ts";

const HANDSHAKE_MS = 10_000;

export class ValidationServer {
  private readonly contexts = new Map<string, tls.SecureContext>();
  private readonly server: tls.Server;

  constructor() {
    this.server = tls.createServer({
      ALPNProtocols: [ACME_TLS],
      handshakeTimeout: HANDSHAKE_MS,
      minVersion: "TLSv1.2",
      secureOptions: constants.SSL_OP_NO_TICKET,
      SNICallback: (name, answer) => {
        const context = this.contexts.get(name.toLowerCase());
        if (context === undefined) answer(new Error("no challenge of this host is pending"));
        else answer(null, context);
      },
    });
    this.server.on("secureConnection", (socket) => {
      socket.on("error", () => socket.destroy());
      socket.destroySoon();
    });
    this.server.on("tlsClientError", (_error, socket) => socket.destroy());
  }

  get pending(): boolean {
    return this.contexts.size > 0;
  }

  /** Shows the certificate until the resource is disposed of. */
  show(host: string, certificate: { readonly cert: string; readonly key: string }): Disposable {
    this.contexts.set(host, tls.createSecureContext(certificate));
    return { [Symbol.dispose]: () => void this.contexts.delete(host) };
  }

  /** Shows these and no others. */
  replace(all: readonly (readonly [host: string, certificate: { readonly cert: string; readonly key: string }])[]): void {
    this.contexts.clear();
    for (const [host, certificate] of all) this.contexts.set(host, tls.createSecureContext(certificate));
  }

  /** Begins the handshake; nothing else is ever served on this connection. */
  take(socket: net.Socket): void {
    this.server.emit("connection", socket);
  }
}
