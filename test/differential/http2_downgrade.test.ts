/**
 * Random requests of HTTP/2, most of them broken, before an upstream of HTTP/1.1: what the upstream read, by a strict reader, is as many requests as the gateway
 * recorded as forwarded, each with the path it judged, and nothing else.
 */
import assert from "node:assert/strict";
import type net from "node:net";
import { test } from "node:test";
import { eventually, serveHttp2, startTestEdge } from "../support/edge.ts";
import type { FieldPair } from "../support/hpack.ts";
import { data, FLAG, headers } from "../support/http2_frames.ts";
import { readByUs } from "../support/http1_reading.ts";
import { RawHttp2Client } from "../support/raw_http2_client.ts";
import { startRawUpstream } from "../support/raw_upstream.ts";
import { generator } from "../fuzz/mutate.ts";

const ROUNDS = 1_000;
const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const EVIL = "GET /evil HTTP/1.1\r\nHost: evil.test\r\n\r\n";
const NAMES =
  "x-a cookie content-length transfer-encoding host connection expect te x-forwarded-for content_length trailer upgrade :path :authority X-B".split(
    " ",
  );
const VALUES = [
  "1",
  "3",
  "0",
  "",
  "chunked",
  "api.test",
  "evil.test",
  "a=1",
  "100-continue",
  "trailers",
  "x-a",
  "h2c",
  EVIL,
  `0\r\n\r\n${EVIL}`,
];
const PIECES = ["\r\n", "\r", "\n", "\0", " ", "\t", ":", ",", ";", "\x7f", "\xe9", "%0d%0a", "/", "#", "?", EVIL];

type Below = (limit: number) => number;

function one(below: Below, of: readonly string[]): string {
  return of[below(of.length)] ?? "";
}

/** Now and then with a piece in it. */
function maybeBroken(below: Below, text: string): string {
  if (below(6) > 0) return text;
  const at = below(text.length + 1);
  return text.slice(0, at) + one(below, PIECES) + text.slice(at);
}

function fieldsOf(below: Below, round: number): readonly FieldPair[] {
  const fields: FieldPair[] = [
    [":method", maybeBroken(below, one(below, ["GET", "POST", "PUT", "DELETE"]))],
    [":scheme", below(20) === 0 ? "https" : "http"],
    [":path", maybeBroken(below, `/n/${round}`)],
    [":authority", maybeBroken(below, "api.test")],
  ];
  for (let count = below(4); count > 0; count--)
    fields.push([maybeBroken(below, one(below, NAMES)), maybeBroken(below, one(below, VALUES))]);
  if (below(12) === 0) fields.splice(below(fields.length), 1);
  return fields;
}

/** The frames of one request: its content ends it, is cut short, or is followed by trailers. */
function framesOf(below: Below, stream: number, fields: readonly FieldPair[]): readonly Uint8Array[] {
  if (below(2) === 0) return [headers(stream, fields)];
  const head = headers(stream, fields, FLAG.endHeaders);
  const content = one(below, ["x", "xyz", EVIL, `0\r\n\r\n${EVIL}`]);
  if (below(4) > 0) return [head, data(stream, content)];
  return [head, data(stream, content, 0), headers(stream, [[one(below, NAMES), maybeBroken(below, one(below, VALUES))]])];
}

/** Records hide what a query says. */
function withoutQuery(target: string): string {
  return target.split("?")[0] ?? "";
}

test(`of ${ROUNDS} random requests the upstream reads exactly those that were judged and forwarded`, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const below = generator(seed);
  await using stack = new AsyncDisposableStack();
  const answered = new WeakMap<net.Socket, number>();
  const upstream = stack.adopt(
    await startRawUpstream((socket, received) => {
      const { requests } = readByUs(received);
      for (let count = answered.get(socket) ?? 0; count < requests.length; count++) socket.write(ANSWER);
      answered.set(socket, requests.length);
    }),
    (server) => server.close(),
  );
  const world = startTestEdge(stack, { target: { port: upstream.port } });
  const connect = async (): Promise<RawHttp2Client> => new RawHttp2Client((await serveHttp2(stack, world)).far).open();
  let client = await connect();
  let stream = 1;
  for (let round = 0; round < ROUNDS; round++) {
    await client.send(...framesOf(below, stream, fieldsOf(below, round))).outcome(stream);
    stream += 2;
    // What breaks the protocol for good ends the connection; so do bounds on resets.
    if (client.ended) {
      client = await connect();
      stream = 1;
    }
  }
  await eventually(() => world.edge.counters.inFlight === 0, "the last exchange");
  const read = upstream.received.map((text) => readByUs(text));
  const said = `seed ${seed}`;
  // A request that is cut short leaves its beginning; nothing that a reader would refuse otherwise.
  for (const { refusal } of read) assert.ok(refusal === null || refusal.code === "message_incomplete", `${said}: ${refusal?.code}`);
  const paths = read.flatMap(({ requests }) => requests.map(({ target }) => withoutQuery(target)));
  const judged = world.records.filter(({ outcome }) => outcome === "forwarded").map(({ path }) => withoutQuery(path));
  assert.deepEqual(paths.toSorted(), judged.toSorted(), said);
  assert.ok(!paths.includes("/evil"), said);
  assert.ok(judged.length > ROUNDS / 20 && judged.length < ROUNDS, `${said}: ${judged.length}`);
  assert.deepEqual(world.faults, [], said);
});
