import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../../../test/support/edge.ts";
import { type SocketPair, socketPair } from "../../../test/support/socket_pair.ts";
import type { Arrival } from "./arrival.ts";
import { http2Preface } from "./http2_preface.ts";

/** RFC 9113 section 3.4, by its octets in hexadecimal. */
const PREFACE = Buffer.from("505249202a20485454502f322e300d0a0d0a534d0d0a0d0a", "hex");

function arrivalOf({ near }: SocketPair): Arrival {
  return { socket: near, address: "127.0.0.1", port: 1, ja4: null, validation: false, protocol: null };
}

/** What the stage makes of a connection, and what is read of it afterwards. */
async function arrived(pair: SocketPair, say: () => Promise<void> | void) {
  const staged = http2Preface(arrivalOf(pair));
  await say();
  const result = await staged;
  assert.ok(result !== null);
  let text = "";
  pair.near.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  return { protocol: result.protocol, read: () => text };
}

test("a connection that begins with the preface speaks HTTP/2, however it is cut; every byte is there for whoever reads next", async () => {
  for (const cut of [0, 1, 3, 14, 23]) {
    await using pair = await socketPair();
    const { protocol, read } = await arrived(pair, async () => {
      pair.far.write(PREFACE.subarray(0, cut));
      if (cut > 0) await eventually(() => pair.near.bytesRead === cut, "the first part");
      pair.far.write(Buffer.concat([PREFACE.subarray(cut), Buffer.from("rest")]));
    });
    assert.equal(protocol, "h2");
    await eventually(() => read() === `${PREFACE.toString("latin1")}rest`, "all that was sent");
  }
});

test("any other is HTTP/1.1, told by the first byte that differs", async () => {
  for (const text of ["G", "PU", "PRI * HTTP/2.1", "PRI * HTTP/2.0\r\n\r\nSM\r\n\n"]) {
    await using pair = await socketPair();
    const { protocol, read } = await arrived(pair, () => void pair.far.write(text));
    assert.equal(protocol, null, text);
    await eventually(() => read() === text, "all that was sent");
  }
});

test("a connection that ends, or is gone, before it tells is let go", async () => {
  await using ended = await socketPair();
  const failures: unknown[] = [];
  ended.near.on("error", (error) => failures.push(error));
  ended.far.end("PRI");
  assert.equal(await http2Preface(arrivalOf(ended)), null);
  assert.deepEqual([ended.near.destroyed, failures], [true, []]);
  await using gone = await socketPair();
  const staged = http2Preface(arrivalOf(gone));
  gone.near.destroy();
  assert.equal(await staged, null);
  assert.equal(gone.near.listenerCount("readable"), 0);
});
