import assert from "node:assert/strict";
import http2 from "node:http2";
import { test } from "node:test";
import { get } from "../../../test/conformance/http2/http2_case.ts";
import { eventually, serveConnection, serveHttp2, startTestEdge } from "../../../test/support/edge.ts";
import type { FieldPair } from "../../../test/support/hpack.ts";
import { data, FLAG, goaway, headers, ping, reset } from "../../../test/support/http2_frames.ts";
import { TARGET } from "../../../test/support/plans.ts";
import { RawHttp2Client } from "../../../test/support/raw_http2_client.ts";
import { startRawHttp2Upstream } from "../../../test/support/raw_http2_upstream.ts";

const OK: FieldPair = [":status", "200"];
const head = (stream: number, ...fields: readonly FieldPair[]): Buffer => headers(stream, fields, FLAG.endHeaders);

interface Came {
  readonly status: number;
  readonly body: string;
  /** `whole`, or the error the stream was reset with. */
  readonly end: string;
  /** Of the record. */
  readonly outcome: string | undefined;
  readonly code: string | null | undefined;
}

/** What comes to a client of HTTP/2 where the upstream answers with these frames; a request that follows must be answered. */
async function cameOf(answer: (stream: number) => readonly Uint8Array[]): Promise<Came> {
  await using stack = new AsyncDisposableStack();
  let first = true;
  const upstream = stack.adopt(
    await startRawHttp2Upstream((stream) => {
      const frames = first ? answer(stream) : [head(stream, OK), data(stream, "ok")];
      first = false;
      return frames;
    }),
    (server) => server.close(),
  );
  const world = startTestEdge(stack, { target: { port: upstream.port, protocol: "h2" } });
  const client = new RawHttp2Client((await serveHttp2(stack, world)).far).open();
  const { body, ended, reset: error } = await client.send(get(1)).outcome(1);
  await client.send(get(3)).outcome(3);
  assert.deepEqual([client.status(3), client.stream(3).body, client.stream(3).ended], [200, "ok", true]);
  await eventually(() => world.records.length === 2, "both records");
  const { outcome, code } = world.records[0] ?? {};
  return { status: client.status(1), body, end: ended ? "whole" : (error ?? "open"), outcome, code };
}

const WHOLE = { status: 200, body: "half", end: "whole", outcome: "forwarded", code: null };

test("an answer of a known length, of an unknown one, and with trailers, ends as what it is", async () => {
  assert.deepEqual(await cameOf((stream) => [head(stream, OK, ["content-length", "4"]), data(stream, "half")]), WHOLE);
  assert.deepEqual(await cameOf((stream) => [head(stream, OK), data(stream, "ha", 0), data(stream, "lf")]), WHOLE);
  assert.deepEqual(await cameOf((stream) => [head(stream, OK), data(stream, "half", 0), data(stream, "")]), WHOLE);
  assert.deepEqual(await cameOf((stream) => [head(stream, OK), data(stream, "half", 0), headers(stream, [["x-sum", "1"]])]), WHOLE);
  assert.deepEqual(await cameOf((stream) => [headers(stream, [OK])]), { ...WHOLE, body: "" });
});

test("an answer that breaks off, or is not as long as it says, is seen to break off", async () => {
  const half = { status: 200, body: "half", end: "INTERNAL_ERROR", outcome: "failed", code: "upstream_reset" };
  assert.deepEqual(await cameOf((stream) => [head(stream, OK), data(stream, "half", 0), reset(stream)]), half);
  assert.deepEqual(await cameOf((stream) => [head(stream, OK), data(stream, "half", 0), reset(stream, 2)]), half);
  const declared = (stream: number): Buffer => head(stream, OK, ["content-length", "9"]);
  assert.deepEqual(await cameOf((stream) => [declared(stream), data(stream, "half", 0), reset(stream, 0)]), half);
  assert.deepEqual(await cameOf((stream) => [declared(stream), data(stream, "half")]), half);
  assert.deepEqual(await cameOf((stream) => [declared(stream), data(stream, "half", 0), goaway(0, 2), ping(0, 1)]), half);
});

test("content where there is none goes nowhere", async () => {
  for (const status of ["204", "304"]) {
    const came = await cameOf((stream) => [head(stream, [":status", status]), data(stream, "half")]);
    assert.deepEqual([came.status, came.body], [Number(status), ""]);
  }
});

test("a head that two readers could take for two is 502, and not one byte of its answer leaves", async () => {
  const rows: readonly (readonly FieldPair[])[] = [
    [OK, ["content_length", "4"]],
    [OK, ["x-a", " b"]],
    [OK, ["content-length", "04"]],
    [[":status", "999"]],
  ];
  for (const fields of rows) {
    const came = await cameOf((stream) => [headers(stream, fields, FLAG.endHeaders), data(stream, "half")]);
    assert.deepEqual([came.status, came.outcome, came.body.includes("half")], [502, "failed", false], JSON.stringify(fields));
  }
  assert.equal(rows.length, 4);
});

test("the time for the answer begins with the request's last byte, however slowly its client sends", async () => {
  await using stack = new AsyncDisposableStack();
  const server = http2.createServer();
  let read = "";
  server.on("stream", (stream: http2.ServerHttp2Stream) => {
    stream.setEncoding("latin1");
    stream.on("data", (part: string) => (read += part));
    stream.on("error", () => {});
    stream.on("end", () => read === "abcdef" && stream.respond({ ":status": 204 }, { endStream: true }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const timeouts = { ...TARGET.timeouts, firstByteMs: 2_000 };
  const world = startTestEdge(stack, { target: { port, protocol: "h2", timeouts } });
  for (const [end, status] of [
    ["ef", 204],
    ["xx", 504],
  ] as const) {
    read = "";
    const client = await serveConnection(stack, world);
    const { far } = client;
    far.write("POST /a HTTP/1.1\r\nHost: api.test\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (const part of ["ab", "cd"]) {
      far.write(`2\r\n${part}\r\n`);
      await eventually(() => read.endsWith(part), "the part");
      world.pass(2_001);
    }
    far.write(`2\r\n${end}\r\n0\r\n\r\n`);
    await eventually(() => read.endsWith(end), "the last part");
    if (status === 504) world.pass(2_001);
    await eventually(() => client.text().includes("\r\n\r\n"), "the answer");
    assert.match(client.text(), new RegExp(`^HTTP/1\\.1 ${status} `, "u"));
    far.destroy();
  }
});
