import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Agent } from "undici";
import { json, type JsonServer, redirect, startJsonServer } from "../../../test/support/json_server.ts";
import { type FetchedJson, fetchJson, MAX_DOCUMENT_BYTES, shown } from "./fetch_json.ts";

const agent = new Agent({ keepAliveTimeout: 10 });
let server: JsonServer;
before(async () => {
  server = await startJsonServer();
});
after(async () => {
  await agent.destroy();
  await server.close();
});

const get = (path: string, timeoutMs: number = 2_000): Promise<FetchedJson> =>
  fetchJson(server.origin + path, null, agent, AbortSignal.timeout(timeoutMs));
const reasonOf = (fetched: FetchedJson): string => (fetched.ok ? "ok" : fetched.reason);

test("a JSON document is fetched, over a redirect that stays safe too", async () => {
  server.answers.set("/a", json({ x: 1 }));
  server.answers.set("/b", redirect("/a"));
  const fetched = await get("/b");
  assert.ok(fetched.ok);
  assert.deepEqual({ ...Object(fetched.value) }, { x: 1 });
  assert.equal(fetched.url.pathname, "/a");
});

test("a redirect to where nobody would be asked is refused and not followed", async () => {
  server.answers.set("/out", redirect("http://idp.example/a"));
  server.answers.set("/file", redirect("file:///etc/passwd"));
  assert.match(reasonOf(await get("/out")), /was not asked: the address is not https/u);
  assert.match(reasonOf(await get("/file")), /was not asked/u);
});

test("redirects in a circle end", async () => {
  server.answers.set("/circle", redirect("/circle"));
  const before = server.asked.length;
  assert.match(reasonOf(await get("/circle")), /more than 3 times/u);
  assert.equal(server.asked.length - before, 4);
});

test("only a missing document lets another address be tried", async () => {
  server.answers.set("/broken", (_request, response) => void response.writeHead(500).end("x"));
  const [missing, broken] = [await get("/nothing"), await get("/broken")];
  assert.ok(!missing.ok && missing.missing);
  assert.ok(!broken.ok && !broken.missing && broken.reason.endsWith("answered 500"));
});

test("a document over the bound is refused while it comes, in one piece or without end", async () => {
  server.answers.set("/large", (_request, response) => void response.end(Buffer.alloc(MAX_DOCUMENT_BYTES + 1, 0x20)));
  server.answers.set("/endless", (_request, response) => {
    const write = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, 0x20)));
    };
    response.on("drain", write);
    write();
  });
  assert.match(reasonOf(await get("/large")), /more than 524288 bytes/u);
  assert.match(reasonOf(await get("/endless")), /more than 524288 bytes/u);
});

test("an answer that does not come, or does not end, is given up in time", async () => {
  server.answers.set("/silent", () => {});
  server.answers.set("/slow", (_request, response) => void response.writeHead(200).write("{"));
  assert.match(reasonOf(await get("/silent", 60)), /took too long/u);
  assert.match(reasonOf(await get("/slow", 60)), /took too long/u);
});

test("JSON is read strictly, and a server that is not there is a reason, not an exception", async () => {
  server.answers.set("/twice", (_request, response) => void response.end('{"a":1,"a":2}'));
  server.answers.set("/html", (_request, response) => void response.end("<html>"));
  assert.match(reasonOf(await get("/twice")), /the same name twice/u);
  assert.match(reasonOf(await get("/html")), /not JSON/u);
  assert.match(reasonOf(await fetchJson("http://127.0.0.1:1/", null, agent, AbortSignal.timeout(1_000))), /ECONNREFUSED/u);
});

test("text from the network is made harmless before it is shown", () => {
  assert.equal(shown("a`b\nc\u{1b}[31m"), "a?b?c?[31m");
  assert.equal(shown("x".repeat(300)).length, 200);
});
