import assert from "node:assert/strict";
import { test } from "node:test";
import { type SocketPair, socketPair } from "../../../test/support/socket_pair.ts";
import { INLINE_BYTES, RequestContent } from "./request_content.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Chunks by their sizes and what they hold (RFC 9112 section 7.1), read by hand. */
function chunksOf(text: string): readonly string[] {
  const chunks: string[] = [];
  for (let rest = text; rest !== ""; ) {
    const end = rest.indexOf("\r\n");
    const length = Number.parseInt(rest.slice(0, end), 16);
    chunks.push(rest.slice(end + 2, end + 2 + length));
    assert.equal(rest.slice(end + 2 + length, end + 4 + length), "\r\n");
    rest = rest.slice(end + 4 + length);
  }
  return chunks;
}

async function sent(pair: SocketPair, write: (content: RequestContent) => Promise<void> | void): Promise<string> {
  const content = new RequestContent(pair.near);
  content.begin(true);
  await write(content);
  content.end();
  return await pair.until("0\r\n\r\n");
}

test("content of a known length goes out as it comes", async () => {
  await using pair = await socketPair();
  const content = new RequestContent(pair.near);
  content.begin(false);
  content.part(bytes("ab\u00ff"));
  content.part(bytes("c"));
  content.end();
  assert.equal(await pair.until("c"), "ab\u00ffc");
});

test("small parts of one turn are one chunk, those of the next another; a large one is its own, in its place", async () => {
  await using pair = await socketPair();
  const large = "L".repeat(INLINE_BYTES + 1);
  const text = await sent(pair, async (content) => {
    for (const part of ["a", "b", "\u00ff"]) content.part(bytes(part));
    await turn();
    content.part(bytes("c"));
    content.part(bytes(large));
    content.part(bytes("d"));
  });
  assert.deepEqual(chunksOf(text), ["ab\u00ff", "c", large, "d", ""]);
});

test("a turn's parts are written once they are as much as travels in one write", async () => {
  await using pair = await socketPair();
  const half = "h".repeat(INLINE_BYTES / 2);
  const text = await sent(pair, (content) => {
    for (let part = 0; part < 3; part++) content.part(bytes(half));
  });
  assert.deepEqual(chunksOf(text), [half + half, half, ""]);
});

test("small parts are taken during the call: whoever reuses their bytes changes nothing", async () => {
  await using pair = await socketPair();
  const text = await sent(pair, (content) => {
    const view = new Uint8Array(bytes("abc"));
    content.part(view);
    view.fill(0);
  });
  assert.deepEqual(chunksOf(text), ["abc", ""]);
});

test("what is dropped is never written", async () => {
  await using pair = await socketPair();
  const content = new RequestContent(pair.near);
  content.begin(true);
  content.part(bytes("secret"));
  content.drop();
  await turn();
  content.part(bytes("x"));
  content.end();
  assert.deepEqual(chunksOf(await pair.until("0\r\n\r\n")), ["x", ""]);
});
