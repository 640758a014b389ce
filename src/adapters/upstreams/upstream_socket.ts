/** Opens the socket to an upstream: TCP, or TLS 1.2 and up with the server's name, certificate and pinned key checked. */
import { createHash } from "node:crypto";
import net from "node:net";
import tls from "node:tls";
import type { UpstreamTarget, UpstreamTls } from "../../engine/upstream.ts";
import { NOBODY, type ProxyEnd } from "../../message/proxy_protocol/proxy_header.ts";
import { writeVersion1, writeVersion2 } from "../../message/proxy_protocol/write_header.ts";

const READ_BUFFER_BYTES = 65_536;

/** Looks a name up; null for the system's own way. */
export type Lookup = net.LookupFunction | null;

/**
 * `onReady`: bytes will reach the upstream, its certificate was accepted. What `onBytes` gets is a view that is valid only during the call. `source`: the client
 * that a target with `proxyProtocol` is told of, null for none.
 */
export function connectUpstream(
  target: UpstreamTarget,
  lookup: Lookup,
  onReady: () => void,
  onBytes: (bytes: Uint8Array) => void,
  source: ProxyEnd | null = null,
): net.Socket {
  if (target.scheme === "https") {
    const socket = connectTls(target, lookup, onReady, source);
    socket.on("data", onBytes);
    return socket;
  }
  return connectPlain(target, lookup, onReady, onBytes, source);
}

/** The same for whoever reads the socket himself. */
export function connectUnread(target: UpstreamTarget, lookup: Lookup, onReady: () => void): net.Socket {
  if (target.scheme === "https") return connectTls(target, lookup, onReady, null);
  const socket = net.connect(addressOf(target, lookup));
  socket.on("connect", onReady);
  return socket;
}

/** Where to connect. Why the lookup only for names: for addresses the runtime does not ask it, and a chosen address is not to be looked up. */
function addressOf({ hostname, address, port }: UpstreamTarget, lookup: Lookup): net.TcpNetConnectOpts {
  return { host: address ?? hostname, port, ...(lookup === null ? {} : { lookup }) };
}

/**
 * Writes the header of the PROXY protocol. INVARIANT: called before anybody else writes; what is written before the connection is there goes out in order. A name
 * has no address yet, so the other end is then told as the unspecified one, with its port.
 */
function introduce(socket: net.Socket, { proxyProtocol, hostname, address, port }: UpstreamTarget, source: ProxyEnd): void {
  if (proxyProtocol === null) return;
  const known = address ?? hostname;
  const destination = { address: net.isIP(known) > 0 ? known : net.isIPv6(source.address) ? "::" : "0.0.0.0", port };
  socket.write((proxyProtocol === 1 ? writeVersion1 : writeVersion2)({ source, destination }));
}

function connectPlain(
  target: UpstreamTarget,
  lookup: Lookup,
  onReady: () => void,
  onBytes: (bytes: Uint8Array) => void,
  source: ProxyEnd | null,
): net.Socket {
  // Why: one reused buffer instead of a new one per read; the codec copies what it keeps.
  const buffer = Buffer.allocUnsafe(READ_BUFFER_BYTES);
  const socket = net.connect({
    ...addressOf(target, lookup),
    onread: {
      buffer,
      callback: (bytes: number): boolean => {
        onBytes(buffer.subarray(0, bytes));
        return true;
      },
    },
  });
  introduce(socket, target, source ?? NOBODY);
  socket.on("connect", onReady);
  return socket;
}

/** Where TLS goes over a connection that begins with a header before it. */
function introduced(
  target: UpstreamTarget,
  lookup: Lookup,
  source: ProxyEnd | null,
): { readonly socket: net.Socket } | net.TcpNetConnectOpts {
  if (target.proxyProtocol === null) return addressOf(target, lookup);
  const socket = net.connect(addressOf(target, lookup));
  introduce(socket, target, source ?? NOBODY);
  return { socket };
}

function connectTls(target: UpstreamTarget, lookup: Lookup, onReady: () => void, source: ProxyEnd | null): net.Socket {
  const { hostname, protocol } = target;
  const { pins, serverName } = target.tls;
  const name = serverName ?? (net.isIP(hostname) === 0 ? hostname : "");
  const socket = tls.connect({
    ...introduced(target, lookup, source),
    servername: name,
    secureContext: contextOf(target.tls),
    ALPNProtocols: [protocol],
    // Why given: where the address was chosen, or no name is sent, the certificate must still be the one of the URL's host.
    checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(serverName ?? hostname, certificate),
  });
  // INVARIANT: this runs before any byte of a request leaves, which are held back until the handshake is done; a destroyed socket sends none of them.
  socket.on("secureConnect", () => {
    if (pins.length === 0 || isPinned(socket, pins)) onReady();
    else socket.destroy(new Error("the upstream's certificate has none of the pinned keys"));
  });
  return socket;
}

/** Whether the server's own certificate, whose chain was verified before, has one of those keys. */
function isPinned(socket: tls.TLSSocket, pins: readonly string[]): boolean {
  const key = socket.getPeerX509Certificate()?.publicKey;
  if (key === undefined) return false;
  const digest = createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("base64");
  return pins.includes(digest);
}

/** Made once for each generation's upstream: reading authorities is far dearer than a connection. */
const contexts = new WeakMap<UpstreamTls, tls.SecureContext>();

function contextOf(options: UpstreamTls): tls.SecureContext {
  let context = contexts.get(options);
  if (context === undefined) {
    const { ca, client, minVersion } = options;
    context = tls.createSecureContext({ minVersion, ...(ca === null ? {} : { ca }), ...(client === null ? {} : client) });
    contexts.set(options, context);
  }
  return context;
}
