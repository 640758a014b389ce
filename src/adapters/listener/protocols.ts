/** The protocols that are served, by what ALPN agrees on (RFC 7301); a client that offers none speaks HTTP/1.1. */
import type net from "node:net";
import type { Peer } from "../../kernel/connection.ts";
import type { Edge } from "../serving/edge.ts";
import { ServerConnection } from "../net_http1/server_connection.ts";
import { Http2Connection } from "../node_http2/http2_connection.ts";

/** A connection that is served. */
export interface Served {
  readonly socket: net.Socket;
  /** No further exchange begins; what is under way ends first. */
  drain(): void;
}

/** Begins to serve; `onGone` is called once, when the connection is over. */
export type Serve = (socket: net.Socket, peer: Peer, edge: Edge, onGone: (gone: Served) => void) => Served;

export const HTTP1 = "http/1.1";
export const HTTP2 = "h2";

const serveHttp2: Serve = (socket, peer, edge, onGone) => new Http2Connection(socket, peer, edge, onGone);
const serveHttp1: Serve = (socket, peer, edge, onGone) => new ServerConnection(socket, peer, edge, onGone);

/** In the order of the server's preference. */
export const PROTOCOLS: ReadonlyMap<string, Serve> = new Map([
  [HTTP2, serveHttp2],
  [HTTP1, serveHttp1],
]);

/** What serves `alpn`; plain connections and clients without ALPN name none. Throws for what was never offered. */
export function serveOf(alpn: string | null): Serve {
  const serve = PROTOCOLS.get(alpn ?? HTTP1);
  if (serve === undefined) throw new Error(`ALPN agreed on \`${alpn}\`, which is not served`);
  return serve;
}
