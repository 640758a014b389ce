/** Our request parser against nginx as a proxy: what both accept they read alike; what only nginx accepts is refused by us for a listed reason. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { sampleRequests } from "../support/http1_mutations.ts";
import { type ReadRequest, readByUs } from "../support/http1_reading.ts";
import { findServer, skipWithout } from "../support/servers.ts";

const skip = skipWithout("nginx");

/** A proxy as lenient as nginx gets with names, that hands over everything it understood; temporary files stay in the folder. */
const configuration = (folder: string): string => `
daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  upstream echo { server unix:${folder}/echo.sock; }
  server {
    listen unix:${folder}/nginx.sock;
    client_max_body_size 0; ignore_invalid_headers off; underscores_in_headers on; merge_slashes off;
    location / {
      proxy_pass http://echo; proxy_http_version 1.1; proxy_ignore_client_abort on; proxy_pass_request_headers on;
      proxy_set_header Host $http_host; proxy_set_header Connection close;
    }
  }
}`;

let folder = "";
let nginx: ChildProcess | null = null;
let upstream: Server | null = null;
/** What nginx handed over on the current connection, as sent; in order, for it asks for one at a time. */
let received: string[] = [];

/** Whether these bytes are a whole message as nginx writes it: always with Content-Length where there is content. */
function isWhole(text: string): boolean {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return false;
  const length = Number(/\r\nContent-Length: (\d+)\r\n/iu.exec(text.slice(0, headEnd + 2))?.[1] ?? 0);
  return text.length >= headEnd + 4 + length;
}

before(async () => {
  const binary = findServer("nginx");
  if (binary === null) return;
  folder = mkdtempSync(join(tmpdir(), "portcullis-nginx-"));
  upstream = createServer((socket) => {
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (!isWhole(text)) return;
      received.push(text);
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
    socket.on("error", () => socket.destroy());
  }).listen(join(folder, "echo.sock"));
  writeFileSync(join(folder, "nginx.conf"), configuration(folder));
  nginx = spawn(binary, ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")], { stdio: "ignore" });
  for (let wait = 0; wait < 100 && !existsSync(join(folder, "nginx.sock")); wait += 1) await setTimeout(20);
});

after(async () => {
  if (nginx !== null && nginx.exitCode === null) {
    const gone = once(nginx, "exit");
    nginx.kill("SIGTERM");
    await gone;
  }
  upstream?.close();
  if (folder !== "") rmSync(folder, { recursive: true, force: true });
});

/** The requests that nginx handed over for these bytes and then the end of the client's side. */
async function readByNginx(text: string): Promise<readonly string[]> {
  received = [];
  await new Promise<void>((resolve, reject) => {
    const socket = createConnection(join(folder, "nginx.sock"));
    socket.setTimeout(5000, () => reject(new Error(`nginx kept the connection open after ${JSON.stringify(text)}`)));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => resolve());
    socket.resume();
    socket.end(Buffer.from(text, "latin1"));
  });
  return received;
}

interface HandedOver {
  readonly start: string;
  readonly fields: readonly string[];
  readonly body: string;
}

/** What is left of a message for comparison: nginx drops or rewrites some fields, but never `x-` ones. */
function handedOver(text: string): HandedOver {
  const headEnd = text.indexOf("\r\n\r\n");
  const [line = "", ...lines] = text.slice(0, headEnd).split("\r\n");
  // Why: nginx keeps a tab around a value, which RFC 9110 section 5.5 takes for blank. We write such a line anew without it, so no upstream gets to differ.
  const fields = lines.map((field) =>
    field
      .replace(/^[^:]*/u, (name) => name.toLowerCase())
      .replace(/: [\t ]*(?=[^\t ])/u, ": ")
      .replace(/\t[\t ]*$/u, ""),
  );
  return { start: line.replace(/ HTTP\/1\.[01]$/u, ""), fields: compared(fields), body: text.slice(headEnd + 4) };
}

/** `x-` fields in order; Host before them, because nginx writes it first. */
const compared = (fields: readonly string[]): readonly string[] => [
  ...fields.filter((field) => field.startsWith("host:")),
  ...fields.filter((field) => field.startsWith("x-")),
];

function asHandedOver({ method, target, fields, body }: ReadRequest): HandedOver {
  return { start: `${method} ${target}`, fields: compared(fields.map(([name, value]) => `${name}: ${value}`)), body };
}

/** Why we refuse what nginx accepts. */
const OURS_STRICTER: ReadonlyMap<string, string> = new Map([
  ["empty_line_before_request", "RFC 9112 section 2.2 lets a server skip one; we start at the first byte"],
  ["target_malformed", "RFC 3986: characters that must be percent-encoded, and a fragment"],
  ["version_missing", "nginx still reads HTTP/0.9"],
  ["version_malformed", "nginx reads `HTTP/1.001`, and blanks around a version"],
  ["version_unsupported", "nginx reads any HTTP/1.x as HTTP/1.1"],
  ["bare_lf", "nginx ends lines at LF alone; others then see other lines"],
  ["bare_cr", "nginx skips a CR before CR LF"],
  ["colon_missing", "nginx skips a line without a colon"],
  ["field_name_malformed", "nginx carries on names that are no tokens, here where it is told to"],
  ["field_name_empty", "nginx skips trailers unread"],
  ["field_name_mimicry", "CGI reads `Content_Length` as Content-Length"],
  ["space_before_colon", "nginx skips trailers unread"],
  ["obs_fold", "nginx skips trailers unread"],
  ["field_value_malformed", "nginx refuses NUL only"],
  ["trailer_forbidden", "nginx skips trailers unread"],
  ["host_missing", "HTTP/1.0 needs no Host to nginx"],
  ["content_length_malformed", "leading zeros are read as octal by some"],
  ["expectation_unknown", "nginx ignores other expectations"],
  ["connection_malformed", "not a list of tokens"],
  ["chunk_extension", "RFC 9112 section 7.1.1 lets a recipient bound them; our bound is zero"],
  ["chunk_size_malformed", "nginx takes blanks behind a chunk size"],
  ["chunk_end_missing", "nginx takes LF alone behind the data of a chunk"],
]);

test("what both accept they read alike, and what only nginx accepts is refused for a listed reason", { skip }, async () => {
  const scripts = sampleRequests(1500, 20_250_202);
  const refused = new Map<string, string>();
  let alike = 0;
  for (const script of scripts) {
    const ours = readByUs(script);
    const theirs = (await readByNginx(script)).map(handedOver);
    const shared = Math.min(ours.requests.length, theirs.length);
    assert.deepEqual(ours.requests.slice(0, shared).map(asHandedOver), theirs.slice(0, shared), JSON.stringify(script));
    alike += shared;
    if (theirs.length <= shared) continue;
    // A connection that we close after HTTP/1.0 or `close` has no further request.
    if (ours.refusal !== null) refused.set(ours.refusal.code, script);
    else assert.ok(ours.closed, JSON.stringify(script));
  }
  assert.deepEqual(
    [...refused].filter(([code]) => !OURS_STRICTER.has(code)),
    [],
  );
  assert.ok(alike > 300, `${alike} requests were read by both`);
});
