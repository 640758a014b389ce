import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { decodeContent } from "./content_decoding.ts";

const LIMITS = { maxBytes: 1_000_000, maxRatio: 100 };
const TEXT = Buffer.from(JSON.stringify({ hello: "world", list: Array.from({ length: 50 }, (_, index) => index) }));
const CODED: readonly (readonly [string, Buffer])[] = [
  ["gzip", zlib.gzipSync(TEXT)],
  ["x-gzip", zlib.gzipSync(TEXT)],
  ["deflate", zlib.deflateSync(TEXT)],
  ["br", zlib.brotliCompressSync(TEXT)],
  ["zstd", zlib.zstdCompressSync(TEXT)],
];

async function codeOf(bytes: Uint8Array, coding: string, limits: typeof LIMITS = LIMITS): Promise<string> {
  const decoded = await decodeContent(bytes, coding, limits);
  return decoded.ok ? "ok" : `${decoded.refusal.problem.status} ${decoded.refusal.problem.code}`;
}

test("each coding is undone", async () => {
  for (const [name, coded] of CODED) {
    const decoded = await decodeContent(coded, name.toUpperCase(), LIMITS);
    assert.ok(decoded.ok, name);
    assert.deepEqual(Buffer.from(decoded.bytes), TEXT, name);
  }
  assert.equal(CODED.length, 5);
});

test("trailing bytes, a second member, a cut and a flipped bit are refused", async () => {
  for (const [name, coded] of CODED) {
    assert.equal(await codeOf(Buffer.concat([coded, Buffer.from("x")]), name), "400 malformed_coding", `${name} with a trailing byte`);
    assert.equal(await codeOf(Buffer.concat([coded, coded]), name), "400 malformed_coding", `${name} twice`);
    assert.equal(await codeOf(coded.subarray(0, coded.length - 1), name), "400 malformed_coding", `${name} cut`);
  }
  const damaged = Buffer.from(zlib.gzipSync(TEXT));
  damaged[damaged.length - 5] = (damaged[damaged.length - 5] ?? 0) ^ 1;
  assert.equal(await codeOf(damaged, "gzip"), "400 malformed_coding");
});

test("a bomb stops at the limit of size or ratio", async () => {
  const zeros = Buffer.alloc(900_000);
  assert.equal(await codeOf(zlib.gzipSync(zeros), "gzip", { maxBytes: 1_000_000, maxRatio: 10 }), "413 body_too_large");
  assert.equal(await codeOf(zlib.brotliCompressSync(zeros), "br", { maxBytes: 800_000, maxRatio: 1_000_000 }), "413 body_too_large");
});

test("an unknown coding and a list of codings are refused, identity passes", async () => {
  assert.equal(await codeOf(TEXT, "compress"), "415 unsupported_coding");
  assert.equal(await codeOf(TEXT, "gzip, gzip"), "415 unsupported_coding");
  assert.equal(await codeOf(TEXT, "identity"), "ok");
});

test("a refused coding comes with those that are taken", async () => {
  const decoded = await decodeContent(TEXT, "compress", LIMITS);
  assert.deepEqual(decoded.ok ? null : decoded.refusal.problem.headers, [["accept-encoding", "gzip, deflate, br, zstd"]]);
  const damaged = await decodeContent(TEXT, "gzip", LIMITS);
  assert.deepEqual(damaged.ok ? null : damaged.refusal.problem.headers, []);
});

test("a gzip header with name, comment, extra field and checksum is skipped", async () => {
  const plain = zlib.gzipSync(TEXT);
  const body = plain.subarray(10);
  const header = Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3]),
    Buffer.from([2, 0, 1, 2]),
    Buffer.from("name\0"),
    Buffer.from("comment\0"),
    Buffer.from([0, 0]),
  ]);
  assert.equal(await codeOf(Buffer.concat([header, body]), "gzip"), "ok");
  const reserved = Buffer.from(plain);
  reserved[3] = 0x20;
  assert.equal(await codeOf(reserved, "gzip"), "400 malformed_coding");
});

test("a zstd window above 8 MB is refused (RFC 9659)", async () => {
  const params = { [zlib.constants.ZSTD_c_windowLog]: 24, [zlib.constants.ZSTD_c_compressionLevel]: 1 };
  // Without a known size the frame has to name its window.
  const stream = zlib.createZstdCompress({ params });
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.write(TEXT);
  stream.end();
  await new Promise((resolve) => stream.on("end", resolve));
  assert.equal(await codeOf(Buffer.concat(chunks), "zstd"), "400 malformed_coding");
});
