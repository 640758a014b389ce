import assert from "node:assert/strict";
import net from "node:net";
import tls from "node:tls";
import { test } from "node:test";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { eventually, startTestEdge } from "../../../test/support/edge.ts";
import { RawClient } from "../../../test/support/raw_client.ts";
import { startRawUpstream } from "../../../test/support/raw_upstream.ts";
import { testListener } from "../../../test/support/listener.ts";
import { tlsMaterial } from "../../../test/support/tls_material.ts";
import type { Listener } from "./listener.ts";

const GET = "GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n";
const letGo = async (listener: Listener): Promise<void> => void (await listener.drain(0));

test("one address may have so many connections, all together so many, and a closed one counts no more", async () => {
  await using stack = new AsyncDisposableStack();
  const { edge } = startTestEdge(stack, { limits: { connectionsPerIp: 2, connections: 3 } });
  const listener = stack.adopt(testListener(edge), letGo);
  const port = await listener.listen();
  const connect = async (localAddress: string): Promise<RawClient> => stack.use(await RawClient.connect(port, { localAddress }));
  const first = await connect("127.0.0.1");
  await connect("127.0.0.1");
  await (await connect("127.0.0.1")).rest();
  assert.deepEqual([edge.counters.open, edge.counters.accepted, edge.counters.refused], [2, 2, 1]);
  await connect("127.0.0.2");
  await (await connect("127.0.0.3")).rest();
  assert.deepEqual([edge.counters.open, edge.counters.refused], [3, 2]);
  first.close();
  await eventually(() => edge.counters.open === 2, "the closed connection to count no more");
  await connect("127.0.0.1");
  await eventually(() => edge.counters.open === 3, "a connection in its place");
});

test("a port that is taken is an error that says so", async () => {
  await using stack = new AsyncDisposableStack();
  const { edge } = startTestEdge(stack);
  const first = stack.adopt(testListener(edge), letGo);
  const options = { port: await first.listen() };
  await assert.rejects(testListener(edge, options).listen(), { code: "EADDRINUSE" });
});

test("a drain waits for exchanges, tells how many it had to cut, and accepts nobody", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(() => {}), (server) => server.close());
  const world = startTestEdge(stack, { target: { port: upstream.port } });
  const listener = testListener(world.edge);
  const port = await listener.listen();
  const clients = [1, 2].map(async () => stack.use(await RawClient.connect(port)));
  for (const client of await Promise.all(clients)) client.send(GET);
  await upstream.until(() => upstream.received.filter((text) => text.endsWith("\r\n\r\n")).length === 2, "both requests");
  world.goDown();
  const cut = listener.drain(400);
  upstream.sockets[0]?.write("HTTP/1.1 204 No Content\r\n\r\n");
  assert.equal(await cut, 1);
  await assert.rejects(RawClient.connect(port));
  await eventually(() => world.records.length === 2, "both records");
  assert.deepEqual(world.records.map(({ outcome }) => outcome).toSorted(), ["abandoned", "forwarded"]);
});

test("TLS: versions below the least are refused, what speaks no TLS is no exchange, and both stop counting", async () => {
  await using stack = new AsyncDisposableStack();
  const world = startTestEdge(stack);
  const options = { tls: tlsMaterial(makeCertificate(), { minVersion: "TLSv1.3" }) };
  const listener = stack.adopt(testListener(world.edge, options), letGo);
  const port = await listener.listen();
  const handshake = (maxVersion: tls.SecureVersion): Promise<string> =>
    new Promise((resolve) => {
      const socket = tls.connect({ host: "127.0.0.1", port, maxVersion, rejectUnauthorized: false });
      // Why not at once: the server's side of a handshake is over only later.
      socket.on("secureConnect", () => socket.end());
      const protocol = (): string => socket.getProtocol() ?? "";
      socket.on("end", () => resolve(protocol()));
      socket.resume();
      socket.on("error", () => resolve("refused"));
    });
  assert.deepEqual([await handshake("TLSv1.2"), await handshake("TLSv1.3")], ["refused", "TLSv1.3"]);
  const plain = net.connect(port, "127.0.0.1");
  stack.defer(() => void plain.destroy());
  plain.on("error", () => {});
  plain.write(GET);
  await eventually(() => world.edge.counters.accepted === 3 && world.edge.counters.open === 0, "all to be gone");
  // What is no ClientHello never comes to a handshake.
  await eventually(() => world.edge.counters.handshakesFailed === 1 && world.edge.counters.refused === 1, "both to be counted");
  assert.deepEqual(world.records, []);
});
