import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf } from "../../../test/support/http1_events.ts";
import { NO_FIELDS } from "../headers.ts";
import { latin1Text } from "../latin1.ts";
import { BodyReader } from "./body_reader.ts";
import { ByteQueue } from "./byte_queue.ts";
import { DEFAULT_REQUEST_LIMITS } from "./http1_limits.ts";

function reader(): { readonly body: BodyReader; readonly queue: ByteQueue } {
  return { body: new BodyReader({ ...DEFAULT_REQUEST_LIMITS, bodyBytes: 8 }, latin1Text), queue: new ByteQueue() };
}

test("no content ends at once and takes no byte", () => {
  const { body, queue } = reader();
  queue.push(bytesOf("x"));
  body.begin({ kind: "none" });
  assert.equal(body.next(queue)?.kind, "end");
  assert.equal(queue.length, 1);
});

test("counted content takes exactly its bytes, as views of the chunk", () => {
  const { body, queue } = reader();
  const chunk = bytesOf("abcd");
  queue.push(chunk);
  body.begin({ kind: "length", bytes: 3 });
  const data = body.next(queue);
  assert.ok(data?.kind === "data" && data.bytes.buffer === chunk.buffer && data.bytes.length === 3);
  const end = body.next(queue);
  assert.equal(end?.kind === "end" && end.bytes, 3);
  assert.equal(queue.length, 1);
});

test("the bound counts over all chunks before the data of the one that crosses it", () => {
  const { body, queue } = reader();
  queue.push(bytesOf("8\r\n12345678\r\n1\r\n9\r\n0\r\n\r\n"));
  body.begin({ kind: "chunked" });
  assert.equal(body.next(queue)?.kind, "data");
  assert.deepEqual(body.next(queue), { kind: "fault", code: "body_too_large", place: "chunk" });
});

test("chunks of hardly a byte are taken up to their bound; of sixteen bytes as many as there are", () => {
  const limits = { ...DEFAULT_REQUEST_LIMITS, smallChunks: 100 };
  const takenOf = (chunk: string): number | string => {
    const body = new BodyReader(limits, latin1Text);
    const queue = new ByteQueue();
    queue.push(bytesOf(chunk.repeat(1_000)));
    body.begin({ kind: "chunked" });
    let taken = 0;
    for (let event = body.next(queue); event !== null; event = body.next(queue)) {
      if (event.kind === "fault") return `${event.code} ${event.place} after ${taken}`;
      if (event.kind === "data") taken += event.bytes.length;
    }
    return taken;
  };
  // The 107th: 106 are there, and 106 bytes make up for 6 of them.
  assert.equal(takenOf("1\r\na\r\n"), "chunks_too_small chunk after 106");
  assert.equal(takenOf(`10\r\n${"a".repeat(16)}\r\n`), 16_000);
});

test("small chunks that came together are one piece of at most 4 KB, and what follows them comes after it", () => {
  const body = new BodyReader({ ...DEFAULT_REQUEST_LIMITS, smallChunks: 10_000 }, latin1Text);
  const queue = new ByteQueue();
  const large = "b".repeat(65);
  queue.push(bytesOf(`${"2\r\nab\r\n".repeat(3_000)}41\r\n${large}\r\n1\r\nc\r\n0\r\n\r\n`));
  body.begin({ kind: "chunked" });
  const pieces: number[] = [];
  let text = "";
  let event = body.next(queue);
  for (; event?.kind === "data"; event = body.next(queue)) {
    pieces.push(event.bytes.length);
    text += latin1Text(event.bytes, 0, event.bytes.length);
  }
  assert.equal(text, `${"ab".repeat(3_000)}${large}c`);
  assert.ok(pieces.length < 8 && pieces.every((size) => size <= 4_096));
  assert.deepEqual(event, { kind: "end", trailers: NO_FIELDS, bytes: 6_066 });
});

test("what is wrong after small chunks is told after their data", () => {
  const body = new BodyReader(DEFAULT_REQUEST_LIMITS, latin1Text);
  const queue = new ByteQueue();
  queue.push(bytesOf("1\r\na\r\n1\r\nb\r\nx\r\n"));
  body.begin({ kind: "chunked" });
  const data = body.next(queue);
  assert.ok(data?.kind === "data");
  assert.equal(latin1Text(data.bytes, 0, 2), "ab");
  assert.equal(body.next(queue)?.kind, "fault");
});

test("only content without a length ends with its connection", () => {
  const { body, queue } = reader();
  body.begin({ kind: "chunked" });
  assert.equal(body.endsWithConnection, false);
  body.begin({ kind: "close" });
  assert.equal(body.endsWithConnection, true);
  queue.push(bytesOf("abc"));
  assert.equal(body.next(queue)?.kind, "data");
  assert.equal(body.next(queue), null);
  assert.equal(body.endOfConnection().bytes, 3);
});
