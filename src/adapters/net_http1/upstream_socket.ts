/** Opens the socket to an upstream: TCP, or TLS 1.2 and up with the server's name and certificate checked. */
import net from "node:net";
import tls from "node:tls";
import type { UpstreamTarget } from "../../engine/upstream.ts";

const READ_BUFFER_BYTES = 65_536;

/** `onReady`: bytes will reach the upstream, its certificate was accepted. What `onBytes` gets is a view that is valid only during the call. */
export function connectUpstream(target: UpstreamTarget, onReady: () => void, onBytes: (bytes: Uint8Array) => void): net.Socket {
  return target.scheme === "https" ? connectTls(target, onReady, onBytes) : connectPlain(target, onReady, onBytes);
}

function connectPlain({ hostname, port }: UpstreamTarget, onReady: () => void, onBytes: (bytes: Uint8Array) => void): net.Socket {
  // Why: one reused buffer instead of a new one per read; the codec copies what it keeps.
  const buffer = Buffer.allocUnsafe(READ_BUFFER_BYTES);
  const socket = net.connect({
    host: hostname,
    port,
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

function connectTls({ hostname, port, ca }: UpstreamTarget, onReady: () => void, onBytes: (bytes: Uint8Array) => void): net.Socket {
  const socket = tls.connect({
    host: hostname,
    port,
    servername: net.isIP(hostname) === 0 ? hostname : "",
    minVersion: "TLSv1.2",
    ALPNProtocols: ["http/1.1"],
    ...(ca === null ? {} : { ca }),
  });
  socket.on("secureConnect", onReady);
  socket.on("data", onBytes);
  return socket;
}
