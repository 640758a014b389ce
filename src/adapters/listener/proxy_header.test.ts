/** The PROXY protocol over real sockets: the client of 127.0.0.1 is the proxy that is believed, that of 127.0.0.2 is anybody. */
import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import tls from "node:tls";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { eventually, startTestEdge, type TestEdge } from "../../../test/support/edge.ts";
import { testListener } from "../../../test/support/listener.ts";
import { RawClient } from "../../../test/support/raw_client.ts";
import { tlsMaterial } from "../../../test/support/tls_material.ts";
import { compileCidrs } from "../../codec/cidr.ts";
import { writeVersion1, writeVersion2 } from "../../message/proxy_protocol/write_header.ts";
import type { ListenOptions } from "./listener.ts";

const GET = "GET /a HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n\r\n";
const from = compileCidrs(["127.0.0.1/32"]);
assert.ok(from.ok);
const OPTIONS = { proxyFrom: from.value };

const ends = (address: string) => ({ source: { address, port: 4_001 }, destination: { address: "198.51.100.2", port: 443 } });
const V1 = Buffer.from(writeVersion1(ends("203.0.113.7"))).toString("latin1");
const V2 = Buffer.from(writeVersion2(ends("2001:db8::7"))).toString("latin1");
const LOCAL = "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0";

interface World extends TestEdge {
  readonly port: number;
  connect(localAddress?: string): Promise<RawClient>;
}

/** No upstream listens: each exchange is answered with 502 and has its record. */
async function start(stack: AsyncDisposableStack, options: Partial<ListenOptions> = {}, perAddress: number = 100): Promise<World> {
  const world = startTestEdge(stack, { target: { port: 1 }, limits: { connectionsPerIp: perAddress } });
  const listener = stack.adopt(testListener(world.edge, { ...OPTIONS, ...options }), async (each) => {
    await each.drain(0);
  });
  const port = await listener.listen();
  const connect = async (localAddress: string = "127.0.0.1"): Promise<RawClient> =>
    stack.use(await RawClient.connect(port, { localAddress }));
  return { ...world, port, connect };
}

const clients = ({ records }: TestEdge): readonly string[] => records.map(({ client }) => client);

test("the client is the one that the proxy names, or the proxy where it speaks for itself", async () => {
  await using stack = new AsyncDisposableStack();
  const world = await start(stack);
  const rows: readonly (readonly [header: string, client: string])[] = [
    [V1, "203.0.113.7"],
    [V2, "2001:db8::7"],
    [LOCAL, "127.0.0.1"],
    ["PROXY UNKNOWN\r\n", "127.0.0.1"],
  ];
  for (const [header] of rows) assert.equal((await (await world.connect()).send(header + GET).answer()).status, 502);
  await eventually(() => world.records.length === rows.length, "all records");
  assert.deepEqual(
    clients(world),
    rows.map(([, client]) => client),
  );
});

test("a header may be cut anywhere, and come byte by byte", async () => {
  await using stack = new AsyncDisposableStack();
  const world = await start(stack);
  for (const header of [V1, V2]) {
    const served = Array.from({ length: header.length + 1 }, async (_, cut) => {
      const client = await world.connect();
      client.send(header.slice(0, cut));
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal((await client.send(header.slice(cut) + GET).answer()).status, 502);
    });
    await Promise.all(served);
    const slow = await world.connect();
    for (const byte of header) {
      slow.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal((await slow.send(GET).answer()).status, 502);
  }
  await eventually(() => world.records.length === V1.length + V2.length + 4, "all records");
  assert.deepEqual(new Set(clients(world)), new Set(["203.0.113.7", "2001:db8::7"]));
  assert.equal(world.edge.counters.refused, 0);
});

test("who is not named is closed unheard, with a right header too; who sends none, or a wrong one, is closed", async () => {
  await using stack = new AsyncDisposableStack();
  const world = await start(stack);
  const stranger = await world.connect("127.0.0.2");
  assert.equal(await stranger.send(V1 + GET).rest(), "");
  const wrong = [
    GET,
    "PROXY TCP4 203.0.113.7 198.51.100.2 4001 99999\r\n" + GET,
    `PROXY UNKNOWN ${"x".repeat(200)}\r\n${GET}`,
    V2.replace("\x21\x21", "\x21\x41") + GET,
    `${V2.slice(0, 14)}\xff\xff${"\0".repeat(70_000)}`,
    "\x16\x03\x01",
  ];
  for (const bytes of wrong) assert.equal(await (await world.connect()).send(bytes).rest(), "", JSON.stringify(bytes.slice(0, 40)));
  await eventually(() => world.edge.counters.open === 0, "all to be gone");
  assert.equal(world.edge.counters.refused, 1 + wrong.length);
  assert.deepEqual(world.records, []);
  assert.deepEqual(world.faults, []);
});

test("a connection that ends in its header is let go of", async () => {
  await using stack = new AsyncDisposableStack();
  const world = await start(stack);
  for (const part of ["", V1.slice(0, 20), V2.slice(0, 5)]) {
    const client = await world.connect();
    client.send(part);
    client.socket.end();
    assert.equal(await client.rest(), "");
  }
  await eventually(() => world.edge.counters.open === 0, "all to be gone");
  assert.equal(world.edge.counters.refused, 3);
});

test("a header that takes too long ends its connection", async (context) => {
  await using stack = new AsyncDisposableStack();
  const world = await start(stack);
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const client = await world.connect();
  client.send(V1.slice(0, 20));
  while (world.edge.counters.open === 0) await new Promise((resolve) => setImmediate(resolve));
  context.mock.timers.tick(9_999);
  assert.equal(world.edge.counters.open, 1);
  context.mock.timers.tick(1);
  context.mock.timers.reset();
  assert.equal(await client.rest(), "");
});

test("a drain lets go of connections that have not said who they are", async () => {
  await using stack = new AsyncDisposableStack();
  const world = startTestEdge(stack);
  const listener = testListener(world.edge, OPTIONS);
  const client = stack.use(await RawClient.connect(await listener.listen(), { localAddress: "127.0.0.1" }));
  client.send("PROXY ");
  await eventually(() => world.edge.counters.open === 1, "the connection");
  assert.equal(await listener.drain(0), 0);
  assert.equal(await client.rest(), "");
});

test("connections count for the client that was named, not for the proxy", async () => {
  await using stack = new AsyncDisposableStack();
  const world = await start(stack, {}, 1);
  const keepAlive = GET.replace("Connection: close\r\n", "");
  const first = await world.connect();
  assert.equal((await first.send(V1 + keepAlive).answer()).status, 502);
  const other = await world.connect();
  assert.equal((await other.send(V2 + keepAlive).answer()).status, 502);
  const second = await world.connect();
  assert.equal(await second.send(V1 + keepAlive).rest(), "");
  assert.equal(world.edge.counters.refused, 1);
  first.close();
  await eventually(() => world.edge.counters.open === 1, "the first to be let go of");
  const third = await world.connect();
  assert.equal((await third.send(V1 + keepAlive).answer()).status, 502);
});

test("TLS begins behind the header", async () => {
  await using stack = new AsyncDisposableStack();
  const certificate = makeCertificate();
  const world = await start(stack, { tls: tlsMaterial(certificate) });
  const socket = net.connect({ port: world.port, host: "127.0.0.1" });
  socket.write(V2, "latin1");
  const secure = tls.connect({ socket, ca: certificate.cert, servername: "localhost" });
  stack.defer(() => void secure.destroy());
  secure.write(GET);
  let text = "";
  for await (const chunk of secure) text += String(chunk);
  assert.match(text, /^HTTP\/1\.1 502 /u);
  await eventually(() => world.records.length === 1, "the record");
  assert.deepEqual(clients(world), ["2001:db8::7"]);
});
