import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileUri, readDocument } from "./document_reader.ts";

test("a local file is read by its URI, whatever its name", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-reader-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "a b#1.json");
  writeFileSync(file, "{}");
  assert.equal(Buffer.from(await readDocument(fileUri(file), false)).toString(), "{}");
  await assert.rejects(readDocument(fileUri(join(folder, "no.json")), false), /ENOENT/u);
});

test("nothing is fetched unless the network is allowed, and then only an answer 200 counts", async (t) => {
  const server = http.createServer((request, response) => {
    response.statusCode = request.url === "/ok" ? 200 : 404;
    response.end("text");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const base = `http://127.0.0.1:${address.port}`;
  await assert.rejects(readDocument(`${base}/ok`, false), /--online/u);
  assert.equal(Buffer.from(await readDocument(`${base}/ok`, true)).toString(), "text");
  await assert.rejects(readDocument(`${base}/no`, true), /the server answered 404/u);
});
