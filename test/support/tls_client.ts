/** A TLS client for tests: one handshake, what it agreed on, and a request over it. */
import tls from "node:tls";
import type { DetailedPeerCertificate } from "node:tls";

export interface Handshake {
  readonly version: string | null;
  readonly resumed: boolean;
  readonly certificate: DetailedPeerCertificate;
  /** The OCSP response that was stapled. */
  readonly ocsp: Buffer | null;
  /** To resume with: the last ticket that came; null where none did. */
  readonly session: Buffer | null;
  /** What the server sent, to its end. */
  readonly text: string;
}

/** Sends a request that closes the connection, and resolves at its end. Rejects where there is no connection. */
export function handshake(
  port: number,
  options: tls.ConnectionOptions,
  request = "GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: "127.0.0.1", port, ALPNProtocols: ["http/1.1"], ...options });
    let ocsp: Buffer | null = null;
    let session: Buffer | null = null;
    let text = "";
    let agreed: Omit<Handshake, "ocsp" | "session" | "text"> | null = null;
    socket.on("OCSPResponse", (response: Buffer | null) => (ocsp = response === null || response.length === 0 ? null : response));
    socket.on("session", (ticket: Buffer) => (session = ticket));
    socket.on("secureConnect", () => {
      agreed = { version: socket.getProtocol(), resumed: socket.isSessionReused(), certificate: socket.getPeerCertificate(true) };
      socket.write(request);
    });
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => (text += chunk));
    socket.on("error", reject);
    socket.on("close", () => {
      if (agreed === null) reject(new Error("closed before the handshake was over"));
      else resolve({ ...agreed, ocsp, session, text });
    });
  });
}
