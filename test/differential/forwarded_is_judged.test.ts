/**
 * For any byte stream cut at any place, what the gateway forwards is what it judged: the last guard notes what it was shown, a server of another make (node:http)
 * says what arrived, and the two are held against each other. Nothing that the guard refuses, wherever in a request it stands, arrives.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { METHODS } from "node:http";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { type Echo, type EchoedRequest, startEcho } from "../support/echo.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { sampleRequests } from "../support/http1_mutations.ts";
import { RawClient } from "../support/raw_client.ts";
import { FORBIDDEN, judged } from "../support/witness.ts";

const STREAMS = 400;
const SEED = 20_260_101;
const HEAD = "POST /in HTTP/1.1\r\nHost: a.example\r\n";

/** A whole request with that content, under that coding. */
const coded = (coding: string, content: Uint8Array): string =>
  `${HEAD}Content-Encoding: ${coding}\r\nContent-Length: ${content.length}\r\n\r\n${Buffer.from(content).toString("latin1")}`;

/** What a generator near the grammar would rarely come to. */
const WRITTEN: readonly string[] = [
  coded("gzip", gzipSync("hello hello hello")),
  coded("br", brotliCompressSync("hello hello hello")),
  coded("gzip", gzipSync(`hidden ${FORBIDDEN}`)),
  coded("gzip", Buffer.concat([gzipSync("first"), gzipSync(FORBIDDEN)])),
  coded("gzip", Buffer.concat([gzipSync("first"), Buffer.from(FORBIDDEN)])),
  coded("identity", Buffer.from("plain")),
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\nEV\r\n2\r\nIL\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: ${FORBIDDEN}\r\n\r\n`,
  `${HEAD}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /${FORBIDDEN} HTTP/1.1\r\nHost: a.example\r\n\r\n`,
  `${HEAD}Content-Length: 44\r\n\r\nGET /inner HTTP/1.1\r\nHost: a.example\r\n\r\n${"x".repeat(6)}`,
  `GET /%45%56%49%4c HTTP/1.1\r\nHost: a.example\r\n\r\n`,
  `GET /a%2e%2e/b?c=%45%56%49L HTTP/1.1\r\nHost: a.example\r\nX-User-Id: admin\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n`,
  `GET /a HTTP/1.1\r\nHost: a.example\r\nX-One: ${FORBIDDEN}\r\nConnection: X-One\r\n\r\n`,
  `GET /a HTTP/1.1\r\nHost: a.example\r\nHop: ${FORBIDDEN}\r\nConnection: hop\r\n\r\n`,
];

/** Fields that are made anew for the upstream, and what the gateway adds. */
const REMADE: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "forwarded",
  "host",
  "traceparent",
  "transfer-encoding",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-request-id",
]);
/** Fields that never travel on, although the guard sees them. */
const STOPPED: ReadonlySet<string> = new Set([
  ...REMADE,
  "content-encoding",
  "expect",
  "keep-alive",
  "te",
  "trailer",
  "upgrade",
  "x-user-id",
]);

let echo: Echo;
let gateway: TestGateway;

before(async () => {
  echo = await startEcho();
  gateway = await startTestGateway({
    upstream: echo.base,
    api: { public: true },
    config: { guards: [fileURLToPath(new URL("../support/witness_guard.ts", import.meta.url))], protocol: { connections_per_ip: 5_000 } },
  });
});
after(async () => {
  await gateway.close();
  await echo.close();
});

interface Outcome {
  readonly statuses: readonly number[];
  readonly arrived: readonly (readonly [method: string, url: string, body: string])[];
}

/** Sends the stream in these pieces, then ends our side; holds what arrived against what was judged. */
async function run(pieces: readonly string[]): Promise<Outcome> {
  const [judgedBefore, arrivedBefore] = [judged.length, echo.received.length];
  await using client = await RawClient.connect(gateway.port);
  for (const piece of pieces) {
    client.send(piece);
    if (pieces.length > 1) await new Promise((resolve) => setImmediate(resolve));
  }
  client.end();
  if (!client.ended) await Promise.race([once(client.socket, "close"), client.rest()]);
  const statuses = [...client.text.matchAll(/(?:^|\r\n|\})HTTP\/1\.1 ([2-5][0-9]{2}) /gu)].map((match) => Number(match[1]));
  const arrived = echo.received.slice(arrivedBefore);
  const witnessed = judged.slice(judgedBefore);
  assert.deepEqual(
    arrived.map(({ headers }) => headers["x-request-id"]),
    // The other server knows a list of methods and refuses all others itself.
    witnessed.filter(({ passed, method }) => passed && METHODS.includes(method)).map(({ id }) => id),
    "what was let go arrives, in order, and nothing else",
  );
  for (const request of arrived) holdAgainst(request, witnessed);
  assert.ok(!JSON.stringify(arrived).toUpperCase().includes(FORBIDDEN), "what is refused wherever it stands never arrives");
  return { statuses, arrived: arrived.map(({ method, url, body }) => [method, url, body]) };
}

function holdAgainst(request: EchoedRequest, witnessed: typeof judged): void {
  const saw = witnessed.find(({ id }) => id === request.headers["x-request-id"]);
  assert.ok(saw !== undefined);
  assert.deepEqual([request.method, request.url, request.body], [saw.method, saw.url, saw.body]);
  const fields: (readonly [string, string])[] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2)
    fields.push([(request.rawHeaders[index] ?? "").toLowerCase(), request.rawHeaders[index + 1] ?? ""]);
  assert.deepEqual(
    fields.filter(([name]) => !REMADE.has(name)),
    saw.fields.filter(([name]) => !STOPPED.has(name)),
  );
}

/** The stream in pieces, cut at these places (taken modulo its length). */
function cutAt(stream: string, places: readonly number[]): readonly string[] {
  const cuts = [...new Set(places.map((place) => place % stream.length))].filter((place) => place > 0).toSorted((a, b) => a - b);
  return [0, ...cuts].map((from, index) => stream.slice(from, cuts[index] ?? stream.length));
}

test("what is forwarded is what was judged, and does not depend on how the bytes were cut", async () => {
  const streams = [...WRITTEN, ...sampleRequests(STREAMS, SEED), ...WRITTEN.map((first, index) => first + (WRITTEN.at(-index - 1) ?? ""))];
  const cuts = fc.sample(fc.array(fc.nat(5_000), { minLength: 1, maxLength: 6 }), { numRuns: streams.length, seed: SEED });
  let forwarded = 0;
  let refused = 0;
  let ran = 0;
  for (const [index, stream] of streams.entries()) {
    if (stream === "") continue;
    const whole = await run([stream]);
    const inPieces = await run(cutAt(stream, cuts[index] ?? []));
    assert.deepEqual(inPieces, whole, JSON.stringify(stream));
    forwarded += whole.arrived.length;
    refused += whole.statuses.filter((status) => status >= 400).length;
    ran++;
  }
  assert.equal(ran, STREAMS + 2 * WRITTEN.length);
  assert.ok(forwarded > 200 && refused > 100, `${forwarded} were forwarded, ${refused} refused: both must be common`);
});
