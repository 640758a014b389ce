import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import net from "node:net";
import { test } from "node:test";
import { Authority } from "../../../test/support/authority.ts";
import { handshake } from "../../../test/support/tls_client.ts";
import { tlsMaterial } from "../../../test/support/tls_material.ts";
import type { ConnectionTls } from "../../kernel/connection.ts";
import { TicketKeys } from "./ticket_keys.ts";
import { TlsServer } from "./tls_server.ts";

test("a certificate that was verified is told whole, one that was not is told as a fault alone", async () => {
  await using stack = new AsyncDisposableStack();
  const authority = new Authority("clients");
  const server = authority.issue({ name: "server", hosts: ["localhost"] });
  const client = authority.issue({
    name: "caller",
    use: "client",
    hosts: ["Caller.example", "192.0.2.9"],
    uris: ["spiffe://a/b"],
    serial: 0x9f,
  });
  const stranger = new Authority("strangers").issue({ name: "caller", use: "client" });
  const facts: ConnectionTls[] = [];
  const tlsServer = new TlsServer(
    {
      material: tlsMaterial(server, { clientAuth: { mode: "optional", ca: authority.cert, crls: [] } }),
      listener: "0",
      alpn: ["http/1.1"],
      tickets: stack.adopt(new TicketKeys(), (keys) => keys.close()),
      nowMs: () => Date.now(),
      onSecure: (socket, _arrival, each) => {
        facts.push(each);
        socket.once("data", () => socket.end());
      },
      onFailure: () => assert.fail("every handshake is to end well"),
    },
    null,
  );
  const outer = stack.adopt(net.createServer({ allowHalfOpen: true }), (each) => void each.close());
  outer.on("connection", (socket) => {
    socket.on("error", () => socket.destroy());
    tlsServer.take({ socket, address: "203.0.113.7", port: 4, ja4: null, validation: false, protocol: null });
  });
  await new Promise<void>((resolve) => outer.listen(0, "127.0.0.1", resolve));
  const address = outer.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const options = { ca: authority.cert, servername: "localhost" };
  for (const shown of [{ cert: client.cert, key: client.key }, { cert: stranger.cert, key: stranger.key }, {}])
    await handshake(port, { ...options, ...shown });
  const parsed = new X509Certificate(client.cert);
  assert.deepEqual(facts[0]?.certificate, {
    subject: "CN=caller",
    issuer: "CN=clients",
    dnsNames: ["caller.example"],
    addresses: ["192.0.2.9"],
    uris: ["spiffe://a/b"],
    emails: [],
    serial: "9F",
    sha256: createHash("sha256").update(parsed.raw).digest("hex"),
    notBeforeMs: Date.parse(parsed.validFrom),
    notAfterMs: Date.parse(parsed.validTo),
    der: new Uint8Array(parsed.raw),
  });
  assert.deepEqual(
    facts.map(({ certificate, certificateFault }) => [certificate !== null, certificateFault]),
    [
      [true, null],
      [false, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
      [false, null],
    ],
  );
  assert.ok(Object.isFrozen(facts[0]) && Object.isFrozen(facts[0]?.certificate));
});
