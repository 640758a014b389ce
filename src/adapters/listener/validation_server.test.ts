import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import net from "node:net";
import { test } from "node:test";
import tls from "node:tls";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { ValidationServer } from "./validation_server.ts";

/** What a client gets: the certificate and the protocol, or that there was no handshake. */
async function shown(server: ValidationServer, servername: string, ALPNProtocols: string[]) {
  const listener = net.createServer((socket) => server.take(socket));
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  assert.ok(address !== null && typeof address === "object");
  try {
    return await new Promise<readonly [serial: string, alpn: string | false | null] | null>((resolve) => {
      const socket = tls.connect({ host: "127.0.0.1", port: address.port, servername, ALPNProtocols, rejectUnauthorized: false }, () => {
        const certificate = socket.getPeerX509Certificate();
        const seen = [certificate?.fingerprint256 ?? "", socket.alpnProtocol] as const;
        // Nothing is ever served: the other end ends it.
        socket.resume();
        socket.once("close", () => resolve(seen));
      });
      socket.on("error", () => resolve(null));
    });
  } finally {
    listener.close();
  }
}

test("a pending host is shown its certificate on `acme-tls/1` alone, and the connection ends with the handshake", async () => {
  const server = new ValidationServer();
  const certificate = makeCertificate();
  const { fingerprint256 } = new X509Certificate(certificate.cert);
  assert.equal(server.pending, false);
  {
    using _shown = server.show("a.example", certificate);
    assert.equal(server.pending, true);
    assert.deepEqual(await shown(server, "a.example", ["acme-tls/1"]), [fingerprint256, "acme-tls/1"]);
    // Names are compared without case (RFC 4343).
    assert.deepEqual(await shown(server, "A.Example", ["acme-tls/1"]), [fingerprint256, "acme-tls/1"]);
    assert.equal(await shown(server, "b.example", ["acme-tls/1"]), null);
    assert.equal(await shown(server, "a.example", ["h2", "http/1.1"]), null);
  }
  assert.equal(server.pending, false);
  assert.equal(await shown(server, "a.example", ["acme-tls/1"]), null);
});
