import assert from "node:assert/strict";
import { once } from "node:events";
import type { RequestListener } from "node:http";
import https from "node:https";
import { test } from "node:test";
import acme from "acme-client";
import { Authority } from "../../../test/support/authority.ts";
import { withDirectory } from "./directory_requests.ts";

const AUTHORITY = new Authority();
const NEVER = new AbortController().signal;

/** The URL of a directory of ours. */
async function directory(stack: AsyncDisposableStack, answer: RequestListener): Promise<string> {
  const server = https.createServer(AUTHORITY.issue({ name: "directory", hosts: ["127.0.0.1"] }), answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  return `https://127.0.0.1:${address.port}`;
}

/** Asks as the library does: what came, and what the authority asked to wait. */
function ask(
  url: string,
  given: { readonly method?: string; readonly data?: string; readonly ca?: string | null; readonly signal?: AbortSignal } = {},
) {
  const { method = "GET", data, ca = AUTHORITY.cert, signal = NEVER } = given;
  return withDirectory(ca, signal, async (context) => {
    const { status, data: body, headers } = await acme.axios.request<unknown>({ url, method, data, validateStatus: null });
    return { status, body, nonce: headers["replay-nonce"], retryAfter: context.retryAfter };
  });
}

test("what is sent and what comes back: content as it is, fields by their names, the status whatever it is", async () => {
  await using stack = new AsyncDisposableStack();
  const seen: string[] = [];
  const url = await directory(stack, (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      seen.push(`${request.method} ${request.url} ${request.headers["content-type"]} ${body}`);
      response.writeHead(201, { "replay-nonce": "n-1" }).end("made");
    });
  });
  assert.deepEqual(await ask(`${url}/new-order`, { method: "POST", data: '{"a":1}' }), {
    status: 201,
    body: "made",
    nonce: "n-1",
    retryAfter: null,
  });
  await ask(`${url}/nonce`, { method: "HEAD" });
  assert.deepEqual(seen, ['POST /new-order application/jose+json {"a":1}', "HEAD /nonce application/jose+json "]);
});

test("what an authority that refuses asks to wait is told, by its last answer; of one that does not refuse it counts for nothing", async () => {
  await using stack = new AsyncDisposableStack();
  const url = await directory(stack, (request, response) => {
    const status = Number(request.url?.slice(1));
    response.writeHead(status, request.url === "/503" ? {} : { "retry-after": "120" }).end();
  });
  assert.equal((await ask(`${url}/429`)).retryAfter, "120");
  assert.equal((await ask(`${url}/200`)).retryAfter, null);
  const told = await withDirectory(AUTHORITY.cert, NEVER, async (context) => {
    for (const path of ["429", "503"]) await acme.axios.request({ url: `${url}/${path}`, validateStatus: null });
    return context.retryAfter;
  });
  assert.equal(told, null);
});

test("only `https:`, only authorities that are trusted, no redirect, no answer without end", async () => {
  await using stack = new AsyncDisposableStack();
  let asked = 0;
  const url = await directory(stack, (request, response) => {
    asked++;
    if (request.url === "/moved") response.writeHead(302, { location: "/elsewhere" }).end();
    else response.end(Buffer.alloc(request.url === "/large" ? 524_289 : 524_288));
  });
  await assert.rejects(ask(url.replace("https:", "http:")), /not `https:`/u);
  await assert.rejects(ask("file:///etc/passwd"), /not `https:`/u);
  await assert.rejects(ask(url, { ca: null }), /certificate/u);
  await assert.rejects(ask(url, { ca: new Authority().cert }), /certificate/u);
  assert.equal(asked, 0);
  assert.equal((await ask(`${url}/moved`)).status, 302);
  assert.equal(asked, 1);
  assert.equal((await ask(`${url}/fits`)).status, 200);
  await assert.rejects(ask(`${url}/large`), /more than 524288 bytes/u);
});

test("a request belongs to an order, and ends with it", async () => {
  await using stack = new AsyncDisposableStack();
  const ending = new AbortController();
  const url = await directory(stack, () => ending.abort());
  await assert.rejects(acme.axios.request({ url }), /a request of no order/u);
  await assert.rejects(ask(url, { signal: ending.signal }), /abort/iu);
});
