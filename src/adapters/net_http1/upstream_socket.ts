/** Opens the socket to an upstream: TCP, or TLS 1.2 and up with the server's name, certificate and pinned key checked. */
import { createHash } from "node:crypto";
import net from "node:net";
import tls from "node:tls";
import type { UpstreamTarget, UpstreamTls } from "../../engine/upstream.ts";

const READ_BUFFER_BYTES = 65_536;

/** Looks a name up; null for the system's own way. */
export type Lookup = net.LookupFunction | null;

/** `onReady`: bytes will reach the upstream, its certificate was accepted. What `onBytes` gets is a view that is valid only during the call. */
export function connectUpstream(
  target: UpstreamTarget,
  lookup: Lookup,
  onReady: () => void,
  onBytes: (bytes: Uint8Array) => void,
): net.Socket {
  if (target.scheme === "https") {
    const socket = connectTls(target, lookup, onReady);
    socket.on("data", onBytes);
    return socket;
  }
  return connectPlain(target, lookup, onReady, onBytes);
}

/** The same for whoever reads the socket himself. */
export function connectUnread(target: UpstreamTarget, lookup: Lookup, onReady: () => void): net.Socket {
  if (target.scheme === "https") return connectTls(target, lookup, onReady);
  const socket = net.connect(addressOf(target, lookup));
  socket.on("connect", onReady);
  return socket;
}

/** Where to connect. Why the lookup only for names: for addresses the runtime does not ask it, and a chosen address is not to be looked up. */
function addressOf({ hostname, address, port }: UpstreamTarget, lookup: Lookup): net.TcpNetConnectOpts {
  return { host: address ?? hostname, port, ...(lookup === null ? {} : { lookup }) };
}

function connectPlain(target: UpstreamTarget, lookup: Lookup, onReady: () => void, onBytes: (bytes: Uint8Array) => void): net.Socket {
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
  socket.on("connect", onReady);
  return socket;
}

function connectTls(target: UpstreamTarget, lookup: Lookup, onReady: () => void): net.Socket {
  const { hostname, protocol } = target;
  const { pins, serverName } = target.tls;
  const name = serverName ?? (net.isIP(hostname) === 0 ? hostname : "");
  const socket = tls.connect({
    ...addressOf(target, lookup),
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
