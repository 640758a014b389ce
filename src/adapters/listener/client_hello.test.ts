/** The ClientHello of a real client, however it is cut on its way to the listener. */
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { test } from "node:test";
import tls from "node:tls";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { toRecords } from "../../../test/support/client_hello.ts";
import { eventually, startTestEdge, type TestEdge } from "../../../test/support/edge.ts";
import { testListener } from "../../../test/support/listener.ts";
import { tlsMaterial } from "../../../test/support/tls_material.ts";
import { RawClient } from "../../../test/support/raw_client.ts";
import { PASS } from "../../kernel/verdict.ts";

const certificate = makeCertificate();
const GET = "GET /a HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n\r\n";

interface World extends TestEdge {
  readonly port: number;
  /** Fingerprint of each exchange's client. */
  readonly seen: (string | null | undefined)[];
}

async function start(stack: AsyncDisposableStack): Promise<World> {
  const seen: (string | null | undefined)[] = [];
  const check = ({ client }: { readonly client: { readonly tls: { readonly ja4: string | null } | null } }): typeof PASS => {
    seen.push(client.tls?.ja4);
    return PASS;
  };
  const headGuards = [{ name: "witness", phase: "head", mode: "enforce", onError: "deny", check }] as const;
  const world = startTestEdge(stack, { target: { port: 1 }, headGuards });
  const options = { tls: tlsMaterial(certificate) };
  const listener = stack.adopt(testListener(world.edge, options), async (each) => {
    await each.drain(0);
  });
  return { ...world, port: await listener.listen(), seen };
}

/** Port of a relay that hands each connection's first bytes on as `pieces` cuts them, one after the other, and all others as they are. */
async function relay(stack: AsyncDisposableStack, to: number, pieces: (first: Buffer) => readonly Uint8Array[]): Promise<number> {
  const server = stack.adopt(net.createServer(), (each) => void each.close());
  server.on("connection", (near) => {
    const far = net.connect({ port: to, host: "127.0.0.1", noDelay: true });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
    far.pipe(near);
    near.once("data", (first: Buffer) => {
      near.pause();
      void (async () => {
        for (const piece of pieces(first)) {
          far.write(piece);
          await new Promise((resolve) => setImmediate(resolve));
        }
        near.pipe(far);
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function get(port: number): Promise<string> {
  const socket = tls.connect({ host: "127.0.0.1", port, ca: certificate.cert, servername: "localhost" });
  socket.write(GET);
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text.slice(0, text.indexOf("\r\n"));
}

const CUTS: Readonly<Record<string, (first: Buffer) => readonly Uint8Array[]>> = {
  whole: (first) => [first],
  "byte by byte": (first) => Array.from(first, (byte) => new Uint8Array([byte])),
  "in its record's head": (first) => [first.subarray(0, 3), first.subarray(3)],
  "in its last byte": (first) => [first.subarray(0, -1), first.subarray(-1)],
  "in records of 200 bytes": (first) => [toRecords([...first.subarray(5)], 200)],
  "in records of 200 bytes, byte by byte": (first) => Array.from(toRecords([...first.subarray(5)], 200), (byte) => new Uint8Array([byte])),
};

test("a hello is the same however it is cut, and the handshake goes on", async () => {
  await using stack = new AsyncDisposableStack();
  const world = await start(stack);
  for (const [what, pieces] of Object.entries(CUTS))
    assert.equal(await get(await relay(stack, world.port, pieces)), "HTTP/1.1 502 Bad Gateway", what);
  assert.equal(world.seen.length, Object.keys(CUTS).length);
  assert.match(world.seen[0] ?? "", /^t13d[0-9]{4}00_[0-9a-f]{12}_[0-9a-f]{12}$/u);
  assert.equal(new Set(world.seen).size, 1);
});

test("what is no hello, or one beyond the bounds, is closed before TLS", async () => {
  await using stack = new AsyncDisposableStack();
  const world = await start(stack);
  const wrong = [
    GET,
    "\x80\x2e\x01\x03\x01",
    "\x16\x03\x01\x40\x01",
    "\x16\x03\x01\x00\x04\x01\x00\xff\xff",
    "\x16\x03\x01\x00\x01\x01".repeat(20),
    Buffer.from(toRecords([1, 0, 0x41, 0, ...Array<number>(0x4100).fill(0)])).toString("latin1"),
    "\x15\x03\x01\x00\x02\x01\x00",
  ];
  for (const bytes of wrong)
    assert.equal(await (await RawClient.connect(world.port)).send(bytes).rest(), "", JSON.stringify(bytes.slice(0, 20)));
  assert.equal(world.edge.counters.refused, wrong.length);
  await eventually(() => world.edge.counters.open === 0, "all to be gone");
  assert.deepEqual([world.records, world.faults], [[], []]);
});

test("a connection that ends in its hello is let go of", async () => {
  await using stack = new AsyncDisposableStack();
  const world = await start(stack);
  for (const part of ["", "\x16", "\x16\x03\x01\x00\x80\x01\x00"]) {
    const client = stack.use(await RawClient.connect(world.port));
    client.send(part);
    client.socket.end();
    await once(client.socket, "close");
  }
  await eventually(() => world.edge.counters.open === 0, "all to be gone");
  assert.equal(world.edge.counters.refused, 3);
});
