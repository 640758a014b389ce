import assert from "node:assert/strict";
import net from "node:net";
import tls from "node:tls";
import { test } from "node:test";
import { makeCertificate } from "../../../test/support/certificate.ts";
import type { ConnectionTls } from "../../kernel/connection.ts";
import { type Handshake, handshake } from "../../../test/support/tls_client.ts";
import { tlsMaterial } from "../../../test/support/tls_material.ts";
import { TicketKeys } from "./ticket_keys.ts";
import { TlsServer } from "./tls_server.ts";

const certificate = makeCertificate();

test("keys of tickets that were replaced open none from before, and new ones are good", async () => {
  await using stack = new AsyncDisposableStack();
  const tickets = stack.adopt(new TicketKeys(), (keys) => keys.close());
  const server = new TlsServer(
    {
      material: tlsMaterial(certificate),
      listener: "0",
      alpn: ["http/1.1"],
      tickets,
      nowMs: () => Date.now(),
      onSecure: (socket) => void socket.once("data", () => socket.end("seen")),
      onFailure: () => assert.fail("every handshake is to end well"),
    },
    null,
  );
  tickets.onRotation(() => server.renewTicketKeys());
  const outer = stack.adopt(net.createServer({ allowHalfOpen: true }), (each) => void each.close());
  outer.on("connection", (socket) => {
    socket.on("error", () => socket.destroy());
    server.take({ socket, address: "203.0.113.7", port: 4, ja4: null, validation: false, protocol: null });
  });
  await new Promise<void>((resolve) => outer.listen(0, "127.0.0.1", resolve));
  const address = outer.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
    const options = { ca: certificate.cert, servername: "localhost", maxVersion };
    const resume = async (session: Buffer | null): Promise<Handshake> =>
      await handshake(port, { ...options, ...(session === null ? {} : { session }) });
    const first = await resume(null);
    assert.ok((await resume(first.session)).resumed, maxVersion);
    tickets.rotate();
    const second = await resume(first.session);
    assert.equal(second.resumed, false, maxVersion);
    assert.ok((await resume(second.session)).resumed, maxVersion);
  }
});

test("an arrival keeps what was found before TLS, and bytes that were put back are part of the handshake", async () => {
  await using stack = new AsyncDisposableStack();
  const seen: (ConnectionTls & { readonly address: string })[] = [];
  const server = new TlsServer(
    {
      material: tlsMaterial(certificate),
      listener: "0",
      alpn: ["http/1.1"],
      tickets: new TicketKeys(),
      nowMs: () => Date.now(),
      onSecure: (socket, { address }, facts) => {
        seen.push({ ...facts, address });
        socket.resume();
        socket.end("served");
      },
      onFailure: () => assert.fail("every handshake is to end well"),
    },
    null,
  );
  const outer = stack.adopt(net.createServer({ allowHalfOpen: true }), (each) => void each.close());
  outer.on("connection", (socket) => {
    socket.on("error", () => {});
    socket.once("readable", () => {
      const head = socket.read(5);
      assert.ok(head instanceof Buffer);
      socket.unshift(head);
      server.take({ socket, address: "203.0.113.7", port: 4, ja4: `first byte ${head[0]}`, validation: false, protocol: null });
    });
  });
  await new Promise<void>((resolve) => outer.listen(0, "127.0.0.1", resolve));
  const address = outer.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  for (const ALPNProtocols of [["http/1.1"], undefined]) {
    const client = tls.connect({
      host: "127.0.0.1",
      port,
      ca: certificate.cert,
      servername: "LocalHost",
      ...(ALPNProtocols === undefined ? {} : { ALPNProtocols }),
    });
    stack.defer(() => void client.destroy());
    let text = "";
    for await (const chunk of client) text += String(chunk);
    assert.equal(text, "served");
  }
  const cipher = seen[0]?.cipher ?? "";
  assert.match(cipher, /^TLS_(AES|CHACHA20)_/u);
  const common = { version: "TLSv1.3", cipher, serverName: "localhost", ja4: "first byte 22", address: "203.0.113.7" };
  assert.deepEqual(
    seen.map(({ servesHost, certificate: shown, certificateFault, clientAuth, ...rest }) => [
      rest,
      servesHost("localhost"),
      servesHost("other.example"),
      [shown, certificateFault, clientAuth.mode],
    ]),
    ["http/1.1", null].map((alpn) => [{ ...common, alpn }, true, false, [null, null, "none"]]),
  );
});
