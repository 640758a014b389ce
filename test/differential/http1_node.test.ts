/** Our request parser against Node's own server: what both accept they read alike; what only one accepts is there for a listed reason. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { sampleRequests } from "../support/http1_mutations.ts";
import { type ReadRequest, readByUs } from "../support/http1_reading.ts";

interface NodeReading {
  readonly requests: readonly ReadRequest[];
  readonly error: string | null;
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ""] as const] : []));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("latin1");
}

/** What `node:http` made of these bytes, then the end of the connection. */
async function readByNode(text: string): Promise<NodeReading> {
  // In the order of their heads; null until the content is whole.
  const slots: (ReadRequest | null)[] = [];
  let error: string | null = null;
  const server = createServer({ insecureHTTPParser: false, requireHostHeader: true, maxHeaderSize: 32_768 }, (request, response) => {
    const { method = "", url = "", rawHeaders } = request;
    const slot = slots.push(null) - 1;
    bodyOf(request).then(
      (body) => {
        slots[slot] = { method, target: url, fields: pairs(rawHeaders), body, trailers: pairs(request.rawTrailers) };
        response.end();
      },
      (cause: unknown) => {
        error ??= cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
      },
    );
  });
  // Not destroyed here, so that requests before the wrong one are read to their ends.
  server.on("clientError", (cause: NodeJS.ErrnoException) => {
    error ??= cause.code ?? cause.message;
  });
  let answers = "";
  const connection = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      answers += chunk.toString("latin1");
      done();
    },
  });
  connection.on("error", () => {
    // A destroyed connection is told by `clientError`, which is where its reason is kept.
  });
  server.emit("connection", connection);
  if (text !== "") connection.push(Buffer.from(text, "latin1"));
  // Everything is in memory: each turn of the loop finishes at least one step of some request.
  for (let turn = 0; turn < 12; turn += 1) await setImmediate();
  connection.push(null);
  for (let turn = 0; turn < 4; turn += 1) await setImmediate();
  connection.destroy();
  // Node answers these by itself, without a request event: no Host, an unknown expectation.
  error ??= /HTTP\/1\.1 (4\d\d) /u.exec(answers)?.[1] ?? null;
  const cut = slots.indexOf(null);
  return { requests: (cut < 0 ? slots : slots.slice(0, cut)).filter((slot) => slot !== null), error };
}

/** Why we refuse what Node accepts. */
const OURS_STRICTER: ReadonlyMap<string, string> = new Map([
  ["empty_line_before_request", "RFC 9112 section 2.2 lets a server skip one; we start at the first byte"],
  ["target_malformed", "RFC 3986: characters that must be percent-encoded, and a fragment"],
  ["version_missing", "Node still reads HTTP/0.9"],
  ["version_malformed", "Node skips more spaces before the version"],
  ["bare_lf", "Node ends the request line of HTTP/0.9 at LF alone"],
  ["field_name_mimicry", "CGI reads `Content_Length` as Content-Length"],
  ["host_missing", "HTTP/1.0 needs no Host to Node; to HTTP/1.1 it answers 400 and reads on"],
  ["host_repeated", "RFC 9112 section 3.2 demands 400"],
  ["content_length_malformed", "leading zeros are read as octal by some"],
  ["transfer_encoding_unknown", "no coding but chunked is decoded by us"],
  ["transfer_encoding_repeated", "Node takes the last of several lines"],
  ["expectation_unknown", "Node answers 417 and reads on"],
  ["connection_malformed", "not a list of tokens"],
  ["chunk_extension", "RFC 9112 section 7.1.1 lets a recipient bound them; our bound is zero"],
  ["trailer_forbidden", "RFC 9110 section 6.5.1"],
]);

/** Why Node refuses what we accept: none of it is read differently by the two. */
const NODE_STRICTER: ReadonlyMap<string, string> = new Map([
  ["HPE_INVALID_METHOD", "Node knows a fixed list of methods; ours are judged by the document"],
  ["HPE_INVALID_URL", "the form of a target is judged by `message/target`"],
]);

test("what both accept they read alike, and every difference has a listed reason", async () => {
  const scripts = sampleRequests(1500, 20_250_101);
  const oursRefused = new Map<string, string>();
  const nodeRefused = new Map<string, string>();
  let alike = 0;
  for (const script of scripts) {
    const ours = readByUs(script);
    const theirs = await readByNode(script);
    const shared = Math.min(ours.requests.length, theirs.requests.length);
    assert.deepEqual(ours.requests.slice(0, shared), theirs.requests.slice(0, shared), JSON.stringify(script));
    alike += shared;
    if (theirs.requests.length > shared) {
      // A connection that we close after HTTP/1.0 or `close` has no further request.
      if (ours.refusal !== null) oursRefused.set(ours.refusal.code, script);
      else assert.ok(ours.closed, JSON.stringify(script));
    } else if (ours.requests.length > shared) nodeRefused.set(theirs.error ?? "nothing said", script);
  }
  const unlisted = (seen: ReadonlyMap<string, string>, listed: ReadonlyMap<string, string>) =>
    [...seen].filter(([code]) => !listed.has(code));
  assert.deepEqual(unlisted(oursRefused, OURS_STRICTER), []);
  assert.deepEqual(unlisted(nodeRefused, NODE_STRICTER), []);
  assert.ok(alike > 1000, `${alike} requests were read by both`);
});
