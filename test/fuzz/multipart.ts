/**
 * Multipart: never throws; what is accepted holds no delimiter inside a part, and its parts written again in the plainest way are the same parts. Input is read as
 * it is and, so that chance finds forms, with `|` for a delimiter line.
 */
import assert from "node:assert/strict";
import { decodeMultipart, type MultipartPart } from "../../src/codec/multipart.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

const BOUNDARY = "XX";

function write(parts: readonly MultipartPart[]): Uint8Array {
  const chunks = parts.flatMap(({ headers, bytes }) => [
    Buffer.from(`--${BOUNDARY}\r\n${[...headers].map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`),
    bytes,
    Buffer.from("\r\n"),
  ]);
  return new Uint8Array(Buffer.concat([...chunks, Buffer.from(`--${BOUNDARY}--\r\n`)]));
}

function judge(bytes: Uint8Array): void {
  const parts = decodeMultipart(bytes, BOUNDARY);
  if ("refused" in parts) {
    assert.ok(parts.offset >= 0 && parts.offset <= bytes.length);
    return;
  }
  for (const part of parts) {
    assert.ok(!latin1Text(part.bytes).includes(`--${BOUNDARY}`));
    assert.ok(part.filename === null || !/[/\\\0\r\n]/u.test(part.filename));
  }
  const again = decodeMultipart(write(parts), BOUNDARY);
  assert.ok(!("refused" in again));
  assert.deepEqual(
    again.map(({ name, filename, bytes: content }) => [name, filename, [...content]]),
    parts.map(({ name, filename, bytes: content }) => [name, filename, [...content]]),
  );
}

export const target: FuzzTarget = {
  name: "multipart",
  run(bytes) {
    judge(bytes);
    const text = latin1Text(bytes).replaceAll("|", `\r\n--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"`);
    judge(Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\n${text}\r\n--${BOUNDARY}--`, "latin1"));
  },
};
