import assert from "node:assert/strict";
import { once } from "node:events";
import type { RequestListener } from "node:http";
import https from "node:https";
import { type TestContext, test } from "node:test";
import { Authority } from "../../../test/support/authority.ts";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { AcmeFolder } from "./acme_folder.ts";
import { Challenges } from "./challenges.ts";
import { orderCertificate, type Ordered } from "./order_certificate.ts";

// Orders that succeed are tested against an authority of its own: test/e2e/acme.test.ts.

const AUTHORITY = new Authority();
const HOST = "a.example";

/** What becomes of an order whose directory answers so. */
async function ordered(
  context: TestContext,
  answer: RequestListener,
  signal: AbortSignal = new AbortController().signal,
): Promise<Ordered> {
  const server = https.createServer(AUTHORITY.issue({ name: "directory", hosts: ["127.0.0.1"] }), answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const directory = `https://127.0.0.1:${address.port}/directory`;
  try {
    return await orderCertificate({
      host: HOST,
      acme: { directory, email: null, hosts: [HOST], challenge: "http-01", ca: AUTHORITY.cert },
      folder: new AcmeFolder(temporaryFolder(context), directory),
      challenges: new Challenges(),
      signal,
      nowMs: () => 1_700_000_000_000,
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("an authority that refuses is a failure with its reason and what it asked to wait, never an exception", async (context) => {
  const problem = { type: "urn:ietf:params:acme:error:rateLimited", detail: "too many\r\norders \u001b[2J" };
  const refused = await ordered(context, (_request, response) => {
    response.writeHead(429, { "content-type": "application/problem+json", "retry-after": "90" }).end(JSON.stringify(problem));
  });
  assert.ok(!refused.ok);
  assert.equal(refused.waitMs, 90_000);
  assert.doesNotMatch(refused.reason, /\p{Cc}/u, "one line, and nothing that a terminal obeys");
  const endless = await ordered(context, (_request, response) => void response.end(`{"x":"${"y".repeat(600_000)}"}`));
  assert.ok(!endless.ok && endless.reason.length <= 300);
  assert.match(endless.reason, /more than 524288 bytes/u);
});

test("a directory that is none fails the order", async (context) => {
  for (const body of ["", "not JSON", "[]", "{}", '{"newNonce":"http://127.0.0.1:1/"}']) {
    const failed = await ordered(
      context,
      (_request, response) => void response.writeHead(200, { "content-type": "application/json" }).end(body),
    );
    assert.ok(!failed.ok && failed.reason !== "", body);
    assert.equal(failed.waitMs, 0);
  }
});

test("an order is broken off with the gateway", async (context) => {
  const ending = new AbortController();
  const failed = await ordered(context, () => ending.abort(), ending.signal);
  assert.ok(!failed.ok && failed.reason !== "");
});
