/** What TLS agreed on, as an exchange knows it. */
import type { X509Certificate } from "node:crypto";
import type tls from "node:tls";
import { normalSerial } from "../../codec/der.ts";
import type { ClientAuth, ClientCertificate, ConnectionTls } from "../../kernel/connection.ts";
import { parseSubjectAltNames } from "../subject_alt_names.ts";

/** Lower case; null where the client named none. */
export function serverNameOf(socket: tls.TLSSocket): string | null {
  // Why `unknown`: the declared type leaves out that a client may send no name, which Node tells as `false`.
  const name: unknown = "servername" in socket ? socket.servername : null;
  return typeof name === "string" && name !== "" ? name.toLowerCase() : null;
}

/** Of a socket whose handshake is done. */
export function connectionTls(
  socket: tls.TLSSocket,
  ja4: string | null,
  servesHost: (host: string) => boolean,
  clientAuth: ClientAuth,
): ConnectionTls {
  // Why by the certificate and not by `authorized` alone: a session that was resumed without one is `authorized` too.
  const shown = clientAuth.mode === "none" ? undefined : socket.getPeerX509Certificate();
  const fault = shown === undefined || socket.authorized ? null : faultOf(socket.authorizationError);
  return Object.freeze({
    version: socket.getProtocol() ?? "",
    cipher: socket.getCipher().standardName,
    serverName: serverNameOf(socket),
    alpn: typeof socket.alpnProtocol === "string" ? socket.alpnProtocol : null,
    servesHost,
    clientAuth,
    certificate: shown === undefined || fault !== null ? null : toClientCertificate(shown),
    certificateFault: fault,
    ja4,
  });
}

function faultOf(error: unknown): string {
  if (typeof error === "string" && error !== "") return error;
  return error instanceof Error && "code" in error ? String(error.code) : "UNVERIFIED";
}

function toClientCertificate(certificate: X509Certificate): ClientCertificate {
  return Object.freeze({
    subject: certificate.subject,
    issuer: certificate.issuer,
    ...parseSubjectAltNames(certificate.subjectAltName),
    serial: normalSerial(certificate.serialNumber),
    sha256: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    notBeforeMs: certificate.validFromDate.getTime(),
    notAfterMs: certificate.validToDate.getTime(),
    der: new Uint8Array(certificate.raw),
  });
}
