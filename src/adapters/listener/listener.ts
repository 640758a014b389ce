/**
 * One address that is listened on, and the way of its connections: accepted and counted, then the stages that look at the first bytes, TLS where it is spoken, then
 * the protocol that ALPN agreed on. Drains them when the gateway goes down.
 */
import net from "node:net";
import { canonicalPeerAddress } from "../../codec/ip_address.ts";
import type { Address } from "../../config/listener_options.ts";
import type { ConnectionTls } from "../../kernel/connection.ts";
import type { CidrSet } from "../../codec/cidr.ts";
import type { Http2Mode } from "../../config/listener_options.ts";
import type { Edge } from "../serving/edge.ts";
import type { Arrival, Stage } from "./arrival.ts";
import { clientHello } from "./client_hello.ts";
import type { ConnectionCounts } from "./connection_counts.ts";
import { http2Preface } from "./http2_preface.ts";
import { addressFault, BACKLOG, descriptorOf } from "./inherited_sockets.ts";
import { HTTP1, HTTP2, type Served, serveOf } from "./protocols.ts";
import { proxyHeader } from "./proxy_header.ts";
import type { TicketKeySource } from "./ticket_keys.ts";
import type { TlsMaterial } from "./tls_material.ts";
import type { ValidationServer } from "./validation_server.ts";
import { TlsServer } from "./tls_server.ts";

export interface ListenOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly tls: TlsMaterial | null;
  readonly http2: Http2Mode;
  /** Socket that listens already, instead of one that is opened on `host` and `port`. */
  readonly fd?: number | null;
  /** Proxies that must begin each connection with a PROXY header; null where none may. */
  readonly proxyFrom: CidrSet | null;
  /** Names the listener among those of the gateway. */
  readonly name: string;
}

/** What the listeners of a gateway share. */
export interface ListenerPorts {
  readonly edge: Edge;
  readonly counts: ConnectionCounts;
  readonly tickets: TicketKeySource;
  /** What certificate authorities are shown while they look whether hosts are ours. */
  readonly challenges?: ValidationServer;
}

const DRAIN_POLL_MS = 50;
/** How long the stages before TLS may take together. */
const STAGES_MS = 10_000;

export class Listener {
  private readonly ports: ListenerPorts;
  private readonly edge: Edge;
  private readonly options: ListenOptions;
  private readonly server: net.Server;
  private tlsServer: TlsServer | null = null;
  private readonly connections = new Map<Served, ConnectionTls | null>();
  /** Connections that stages still look at. */
  private readonly looking = new Set<net.Socket>();
  /** What looks at a connection before TLS, in order. */
  private readonly stages: readonly Stage[];

  constructor(ports: ListenerPorts, options: ListenOptions) {
    this.ports = ports;
    this.edge = ports.edge;
    this.options = options;
    this.stages = this.stagesOf(options);
    this.server = net.createServer({ allowHalfOpen: true, noDelay: true });
    this.server.on("connection", (socket) => this.accept(socket));
    if (options.tls !== null) this.renew(options.tls);
    ports.tickets.onRotation(() => this.tlsServer?.renewTicketKeys());
  }

  /** Whether it is the one that the configuration means by that address. */
  listensOn({ host, port }: Address): boolean {
    return this.options.host === host && this.options.port === port;
  }

  /**
   * New connections get these certificates, and are asked for theirs in this way. Connections that are there stay, but for those that were asked in another way:
   * they end after the exchange they are in.
   */
  renew(material: TlsMaterial): void {
    if (this.options.tls === null) return;
    const { edge, tlsServer: before } = this;
    this.tlsServer = new TlsServer(
      {
        material,
        alpn: this.options.http2 === "tls" ? [HTTP2, HTTP1] : [HTTP1],
        listener: this.options.name,
        tickets: this.ports.tickets,
        nowMs: edge.receive.nowMs,
        onSecure: (socket, arrival, facts) => this.serve(socket, arrival, facts),
        onFailure: () => void edge.counters.handshakesFailed++,
      },
      before,
    );
    before?.retire();
    for (const [connection, facts] of this.connections) if (facts?.clientAuth.retired === true) connection.drain();
  }

  /** To be handed to a successor; null while it does not listen. */
  get descriptor(): number | null {
    return descriptorOf(this.server);
  }

  /** Resolves with the port once it listens; rejects with the system's error, for example EADDRINUSE, and for a socket handed over that is another. */
  listen(): Promise<number> {
    const { host, port } = this.options;
    const fd = this.options.fd ?? null;
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(fd === null ? { host, port, backlog: BACKLOG } : { fd, backlog: BACKLOG }, () => {
        this.server.off("error", reject);
        this.server.on("error", (error) => this.edge.fault("", error));
        const address = this.server.address();
        const fault = fd === null ? null : addressFault({ host, port }, address);
        if (fault !== null) {
          this.server.close();
          reject(new Error(fault));
          return;
        }
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  }

  /** Stops accepting; connections end after the exchange they are in. Resolves when all are gone or `withinMs` passed, with the number that had to be cut. */
  async drain(withinMs: number): Promise<number> {
    this.server.close();
    for (const connection of this.connections.keys()) connection.drain();
    const endMs = this.edge.monotonicMs() + withinMs;
    while (this.connections.size > 0 && this.edge.monotonicMs() < endMs) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
      this.edge.sweeper.sweep();
    }
    const cut = this.connections.size;
    for (const socket of this.looking) socket.destroy();
    for (const connection of this.connections.keys()) connection.socket.destroy();
    return cut;
  }

  private accept(socket: net.Socket): void {
    if (!this.ports.counts.take(socket, this.options.proxyFrom !== null)) return;
    socket.on("error", () => socket.destroy());
    const address = canonicalPeerAddress(socket.remoteAddress ?? "") ?? "";
    const arrival: Arrival = { socket, address, port: socket.remotePort ?? 0, ja4: null, validation: false, protocol: null };
    if (this.stages.length === 0) this.arrived(arrival);
    else void this.look(arrival);
  }

  /** Never rejects. */
  private async look(accepted: Arrival): Promise<void> {
    const { socket } = accepted;
    const timer = setTimeout(() => socket.destroy(), STAGES_MS);
    this.looking.add(socket);
    try {
      let arrival: Arrival | null = accepted;
      for (const stage of this.stages) {
        if (arrival === null) return;
        arrival = await stage(arrival);
      }
      if (arrival !== null && !socket.destroyed) this.arrived(arrival);
    } catch (error) {
      this.edge.fault("", error);
      socket.destroy();
    } finally {
      this.looking.delete(socket);
      clearTimeout(timer);
    }
  }

  private arrived(arrival: Arrival): void {
    if (this.tlsServer === null) this.serve(arrival.socket, arrival, null);
    else if (arrival.validation && this.ports.challenges?.pending === true) this.ports.challenges.take(arrival.socket);
    else this.tlsServer.take(arrival);
  }

  private serve(socket: net.Socket, { address, port, protocol }: Arrival, tls: ConnectionTls | null): void {
    const serve = serveOf(tls === null ? protocol : tls.alpn);
    const served = serve(socket, { address, port, tls }, this.edge, (gone) => this.connections.delete(gone));
    this.connections.set(served, tls);
  }

  /** The stages of a listener, in order: who is at the other end (PROXY protocol), then the ClientHello, or what is spoken without TLS. */
  private stagesOf({ http2, proxyFrom, tls }: ListenOptions): readonly Stage[] {
    const refused = (): void => void this.edge.counters.refused++;
    const admit = ({ socket, address }: Arrival): boolean => this.ports.counts.takeAddress(socket, address);
    return [
      ...(proxyFrom === null ? [] : [proxyHeader(proxyFrom, admit, refused)]),
      ...(tls === null ? [] : [clientHello(refused)]),
      ...(http2 === "cleartext" ? [http2Preface] : []),
    ];
  }
}
