/**
 * TLS on accepted sockets, with one set of certificates and one way to ask clients for theirs. It does not listen itself, so that stages may look at a connection's first
 * bytes before; for other certificates another is made, while handshakes of this one go on.
 */
import { randomBytes } from "node:crypto";
import tls from "node:tls";
import { isCurrent } from "../../codec/ocsp_response.ts";
import type { ClientAuth, ConnectionTls } from "../../kernel/connection.ts";
import { matchHost } from "../../message/host_pattern.ts";
import type { Arrival } from "./arrival.ts";
import { CertificateTable } from "./certificate_table.ts";
import { connectionTls, serverNameOf } from "./connection_tls.ts";
import { contextOptions, type ServerCertificate, sessionContextOf, type TlsMaterial } from "./tls_material.ts";
import { TICKET_KEY_BYTES, type TicketKeySource } from "./ticket_keys.ts";

export interface TlsServerOptions {
  readonly material: TlsMaterial;
  /** Names the listener, so that no session of another is resumed. */
  readonly listener: string;
  /** What is offered by ALPN, in the order of the server's preference. */
  readonly alpn: readonly string[];
  readonly tickets: TicketKeySource;
  readonly nowMs: () => number;
  /** Told of each connection once its handshake is done. */
  readonly onSecure: (socket: tls.TLSSocket, arrival: Arrival, facts: ConnectionTls) => void;
  /** Told of each connection that ended before. */
  readonly onFailure: () => void;
}

/** How long a TLS handshake may take. */
const HANDSHAKE_MS = 10_000;

interface Served {
  readonly patterns: readonly string[];
  /** Null for hosts whose certificate is awaited. */
  readonly context: tls.SecureContext | null;
  readonly servesHost: (host: string) => boolean;
}

export class TlsServer {
  /** The configuration that sessions can be resumed in. */
  readonly sessionContext: string;
  readonly clientAuth: ClientAuth & { retired: boolean };
  private readonly options: TlsServerOptions;
  private readonly server: tls.Server;
  private readonly table: CertificateTable<Served>;
  /** Arrivals whose handshake is under way, by the two ends of their connection: all that both of its sockets tell. */
  private readonly arrivals = new Map<string, Arrival>();

  /** `before`: the one that this takes the place of. */
  constructor(options: TlsServerOptions, before: TlsServer | null) {
    this.options = options;
    const { material } = options;
    const { certificates, awaited, clientAuth } = material;
    this.sessionContext = sessionContextOf(material, options.listener);
    const same = before !== null && before.sessionContext === this.sessionContext;
    this.clientAuth = same ? before.clientAuth : { mode: clientAuth?.mode ?? "none", retired: false };
    if (before !== null && !same) before.clientAuth.retired = true;
    const [first = refused(awaited), ...rest] = certificates.map((certificate) => this.served(certificate));
    this.table = new CertificateTable([first, ...rest, refused(awaited)]);
    this.server = tls.createServer({
      ...contextOptions(material, certificates[0] ?? null, this.sessionContext),
      allowHalfOpen: true,
      noDelay: true,
      ALPNProtocols: [...options.alpn],
      handshakeTimeout: HANDSHAKE_MS,
      requestCert: clientAuth !== null,
      rejectUnauthorized: clientAuth?.mode === "required",
      ...(certificates.length === 1 && awaited.length === 0 ? {} : { SNICallback: this.choose }),
    });
    this.renewTicketKeys();
    if (certificates.some(({ ocsp }) => ocsp !== null))
      this.server.on("OCSPRequest", (certificate, _issuer, answer) => answer(null, this.staple(certificate)));
    this.server.on("secureConnection", (socket: tls.TLSSocket) => this.secured(socket));
    this.server.on("tlsClientError", (_error: Error, socket: tls.TLSSocket) => socket.destroy());
  }

  private readonly choose = (name: string, answer: (error: Error | null, context?: tls.SecureContext) => void): void => {
    const { context } = this.table.select(name.toLowerCase());
    if (context === null) answer(new Error("the certificate of this host is not there yet"));
    else answer(null, context);
  };

  /** Begins the handshake. */
  take(arrival: Arrival): void {
    const key = endsOf(arrival.socket);
    this.arrivals.set(key, arrival);
    arrival.socket.once("close", () => {
      if (this.arrivals.get(key) !== arrival) return;
      this.arrivals.delete(key);
      this.options.onFailure();
    });
    this.server.emit("connection", arrival.socket);
  }

  /** From here on tickets are made and read with the source's present keys. */
  renewTicketKeys(): void {
    const keys = this.options.tickets.keysFor(this.sessionContext);
    // Why not the option `ticketKeys`: the server would keep them for as long as it lives.
    this.server.setTicketKeys(keys);
    keys.fill(0);
  }

  /** Another has taken its place: no ticket is made or read with the source's keys any more, however long its connections stay. */
  retire(): void {
    this.server.setTicketKeys(randomBytes(TICKET_KEY_BYTES));
  }

  private served(certificate: ServerCertificate): Served {
    const { patterns } = certificate;
    const names = new Set(patterns);
    return {
      patterns,
      context: tls.createSecureContext(contextOptions(this.options.material, certificate, this.sessionContext)),
      servesHost: (host) => matchHost(names, host) !== null,
    };
  }

  private staple(certificate: Buffer): Buffer | null {
    const ocsp = this.options.material.certificates.find(({ der }) => certificate.equals(der))?.ocsp ?? null;
    return ocsp === null || !isCurrent(ocsp.answer, this.options.nowMs()) ? null : Buffer.from(ocsp.bytes);
  }

  private secured(socket: tls.TLSSocket): void {
    const key = endsOf(socket);
    const arrival = this.arrivals.get(key);
    // It was closed meanwhile: such a socket tells no ends.
    if (arrival === undefined) {
      socket.destroy();
      return;
    }
    const { servesHost } = this.table.select(serverNameOf(socket));
    const facts = connectionTls(socket, arrival.ja4, servesHost, this.clientAuth);
    // Why again: whatever else TLS lets through, without a verified certificate there is no such connection; nor one that began under what holds no longer.
    if ((facts.clientAuth.mode === "required" && facts.certificate === null) || this.clientAuth.retired) {
      socket.destroy();
      return;
    }
    this.arrivals.delete(key);
    this.options.onSecure(socket, arrival, facts);
  }
}

/** What serves hosts whose certificate is awaited: nobody. */
function refused(patterns: readonly string[]): Served {
  return { patterns, context: null, servesHost: () => false };
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Arrival["socket"]): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
