import assert from "node:assert/strict";
import net from "node:net";
import tls from "node:tls";
import { test } from "node:test";
import { makeCertificate } from "../../../test/support/certificate.ts";
import type { ConnectionTls } from "../../kernel/connection.ts";
import { type Handshake, handshake } from "../../../test/support/tls_client.ts";
import { tlsMaterial } from "../../../test/support/tls_material.ts";
import { TicketKeys } from "./ticket_keys.ts";
import { EPOCH_MS, type TicketSecret } from "./ticket_secret.ts";
import { TlsServer } from "./tls_server.ts";

const certificate = makeCertificate();

/** A server of one of several processes: the port it listens on, and what of its keys the test needs. */
async function serve(stack: AsyncDisposableStack, tickets: TicketKeys): Promise<{ readonly port: number; readonly server: TlsServer }> {
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
  return { port: typeof address === "object" && address !== null ? address.port : 0, server };
}

async function connect(port: number, maxVersion: "TLSv1.2" | "TLSv1.3", session: Buffer | null): Promise<Handshake> {
  const options = { ca: certificate.cert, servername: "localhost", maxVersion };
  return await handshake(port, { ...options, ...(session === null ? {} : { session }) });
}

const VERSIONS = ["TLSv1.2", "TLSv1.3"] as const;

test("servers with the same secret resume each other's sessions, and change to the same new keys without a word; one with another resumes none", async () => {
  await using stack = new AsyncDisposableStack();
  let nowMs = 1_000;
  const keys = (handed: TicketSecret | null): TicketKeys => stack.adopt(new TicketKeys(handed, () => nowMs), (each) => each.close());
  const [first, stranger] = [keys(null), keys(null)];
  const second = keys(first.handOver());
  const [one, two, other] = [await serve(stack, first), await serve(stack, second), await serve(stack, stranger)];
  for (const version of VERSIONS) {
    const { session: early, resumed } = await connect(one.port, version, null);
    assert.equal(resumed, false);
    const here = await connect(two.port, version, early);
    assert.deepEqual([here.resumed, (await connect(one.port, version, here.session ?? early)).resumed], [true, true], version);
    assert.equal((await connect(other.port, version, early)).resumed, false, version);
    nowMs += EPOCH_MS;
    for (const each of [first, second]) each.advance();
    const late = await connect(two.port, version, early);
    assert.equal(late.resumed, false, version);
    assert.ok((await connect(one.port, version, late.session)).resumed, version);
  }
});

test("a server whose place another has taken resumes nothing and gives out no ticket that any other takes", async () => {
  await using stack = new AsyncDisposableStack();
  const keys = stack.adopt(new TicketKeys(), (each) => each.close());
  const [one, two] = [await serve(stack, keys), await serve(stack, keys)];
  for (const version of VERSIONS) {
    const { session } = await connect(two.port, version, null);
    one.server.retire();
    const { session: late, resumed } = await connect(one.port, version, session);
    assert.deepEqual([resumed, (await connect(two.port, version, late)).resumed], [false, false], version);
    assert.ok((await connect(two.port, version, session)).resumed, version);
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
      tickets: stack.adopt(new TicketKeys(), (keys) => keys.close()),
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
