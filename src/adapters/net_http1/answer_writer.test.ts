import assert from "node:assert/strict";
import { test } from "node:test";
import { liveExchange } from "../../../test/support/plans.ts";
import { socketPair } from "../../../test/support/socket_pair.ts";
import { fieldsOf, NO_FIELDS } from "../../message/headers.ts";
import { AnswerWriter } from "./answer_writer.ts";

const NOTHING = { drop: new Set<string>(), lines: null };

test("a local answer has its length, the request's id, and says when the connection ends", async () => {
  await using pair = await socketPair();
  const writer = new AnswerWriter(pair.near);
  writer.begin("GET", 1);
  writer.local({ status: 403, headers: [["content-type", "text/plain"]], body: "né" }, liveExchange({}), false);
  const text = await pair.until("\xc3\xa9");
  assert.match(text, /^HTTP\/1\.1 403 Forbidden\r\nContent-Length: 3\r\n/u);
  assert.match(text, /\r\nconnection: close\r\n/u);
  assert.match(text, /\r\nx-request-id: 01920000-0000-7000-8000-000000000001\r\n/u);
  assert.match(text, /\r\ndate: \w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT\r\n/u);
  assert.deepEqual([writer.status, writer.bytes], [403, text.length]);
});

test("an answer that can't be written throws and leaves room for another", async () => {
  await using pair = await socketPair();
  const writer = new AnswerWriter(pair.near);
  writer.begin("GET", 1);
  const broken = { status: 200, headers: [["x-a", "a\r\nb"]], body: null } as const;
  assert.throws(() => writer.local(broken, liveExchange({}), true), TypeError);
  assert.deepEqual([writer.started, writer.status], [false, 0]);
  writer.local({ status: 500, headers: [], body: "no" }, liveExchange({}), true);
  assert.match(await pair.until("no"), /^HTTP\/1\.1 500 /u);
});

test("HEAD is told the length and gets no body", async () => {
  await using pair = await socketPair();
  const writer = new AnswerWriter(pair.near);
  writer.begin("HEAD", 1);
  writer.local({ status: 200, headers: [], body: "hello" }, liveExchange({}), true);
  const text = await pair.until("\r\n\r\n");
  assert.match(text, /\r\nContent-Length: 5\r\n/u);
  assert.ok(text.endsWith("\r\n\r\n"));
});

test("head and body parts go out in chunks, and the last chunk ends them", async () => {
  await using pair = await socketPair();
  const writer = new AnswerWriter(pair.near);
  writer.begin("GET", 1);
  writer.head(200, fieldsOf([["x-a", "1"]]), NOTHING, [], { kind: "chunked" }, "id");
  writer.data(Buffer.from("hello"));
  writer.data(Buffer.alloc(0));
  writer.data(Buffer.from("!"));
  writer.end();
  const text = await pair.until("0\r\n\r\n");
  assert.equal(
    text,
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nx-a: 1\r\nx-request-id: id\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n",
  );
});

test("a view that is reused at once does not change what was written", async () => {
  await using pair = await socketPair();
  const writer = new AnswerWriter(pair.near);
  const large = Buffer.alloc(40_000, "a");
  writer.begin("GET", 1);
  writer.head(200, NO_FIELDS, NOTHING, [], { kind: "length", bytes: large.length }, "id");
  writer.data(large);
  large.fill("b");
  writer.end();
  const text = await pair.until("a");
  for (let attempt = 0; attempt < 200 && pair.text().length < writer.bytes; attempt++)
    await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(!pair.text().includes("bb"), text.slice(0, 10));
  assert.equal(pair.text().length, writer.bytes);
});

test("an interim answer is not for HTTP/1.0", async () => {
  await using pair = await socketPair();
  const writer = new AnswerWriter(pair.near);
  writer.begin("POST", 0);
  writer.continue();
  writer.local({ status: 204, headers: [], body: null }, liveExchange({}), false);
  assert.match(await pair.until("\r\n\r\n"), /^HTTP\/1\.1 204/u);
});
