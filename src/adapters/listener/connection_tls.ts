/** What TLS agreed on, as an exchange knows it. */
import type tls from "node:tls";
import type { ConnectionTls } from "../../kernel/connection.ts";

/** Of a socket whose handshake is done. */
export function connectionTls(socket: tls.TLSSocket, ja4: string | null): ConnectionTls {
  // Why the check: the declared type leaves out that a client may send no name, which Node tells as `false`.
  const name: unknown = "servername" in socket ? socket.servername : null;
  return Object.freeze({
    version: socket.getProtocol() ?? "",
    cipher: socket.getCipher().standardName,
    serverName: typeof name === "string" && name !== "" ? name.toLowerCase() : null,
    alpn: typeof socket.alpnProtocol === "string" ? socket.alpnProtocol : null,
    certificate: null,
    ja4,
  });
}
