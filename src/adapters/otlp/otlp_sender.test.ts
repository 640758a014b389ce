import assert from "node:assert/strict";
import type http from "node:http";
import https from "node:https";
import { type TestContext, test } from "node:test";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { partialSuccess, startCollector } from "../../../test/support/collector.ts";
import { OtlpSender, type Sent } from "./otlp_sender.ts";

const NEVER = new AbortController().signal;
const BODY = Uint8Array.of(1);

async function sentTo(
  context: TestContext,
  answer: (response: http.ServerResponse) => void,
  timeoutMs: number = 5_000,
): Promise<{ readonly sent: Sent; readonly paths: readonly string[] }> {
  const collector = await startCollector();
  collector.answer = (_path, response) => answer(response);
  const sender = new OtlpSender({ endpoint: new URL(`${collector.endpoint}/otlp/`), headers: [["x-token", "t"]], ca: null, timeoutMs });
  context.after(async () => {
    await sender.close();
    await collector.close();
  });
  const sent = await sender.send("v1/traces", BODY, NEVER);
  return { sent, paths: collector.requests.map(({ path }) => path) };
}

test("an export goes to the endpoint's path and the signal's; the answer is kept for what it says", async (context) => {
  const answer = partialSuccess(3);
  const { sent, paths } = await sentTo(context, (response) => void response.end(answer));
  assert.deepEqual(paths, ["/otlp/v1/traces"]);
  assert.ok(sent.kind === "sent");
  assert.deepEqual(Buffer.from(sent.answer), Buffer.from(answer));
});

test("by its status it may be sent again, after as long as the collector says, or not", async (context) => {
  const rows: readonly (readonly [status: number, retryAfter: string | null, kind: Sent["kind"], afterMs?: number | null])[] = [
    [429, "2", "again", 2_000],
    [502, null, "again", null],
    [503, "86400", "again", 300_000],
    [504, "Wed, 21 Oct 2026 07:28:00 GMT", "again", null],
    [400, "1", "refused"],
    [401, null, "refused"],
    [500, null, "refused"],
    [204, null, "refused"],
  ];
  for (const [status, retryAfter, kind, afterMs] of rows) {
    const { sent } = await sentTo(context, (response) => {
      if (retryAfter !== null) response.setHeader("retry-after", retryAfter);
      response.writeHead(status).end("s3cret");
    });
    assert.equal(sent.kind, kind, `${status}`);
    if (sent.kind === "again") assert.equal(sent.afterMs, afterMs, `${status}`);
    if (sent.kind !== "sent") assert.equal(sent.reason, `the collector answered ${status}`);
  }
  assert.equal(rows.length, 8);
});

test("a redirect is not followed: the fields are for this collector", async (context) => {
  const { sent, paths } = await sentTo(context, (response) => void response.writeHead(307, { location: "/elsewhere" }).end());
  assert.deepEqual([sent.kind, paths.length], ["refused", 1]);
});

test("a collector that says nothing, drips its answer or sends without end is given up", async (context) => {
  const silent = await sentTo(context, () => {}, 100);
  assert.deepEqual(silent.sent, { kind: "again", afterMs: null, reason: "the collector took too long" });
  const dripping = await sentTo(
    context,
    (response) => {
      const timer = setInterval(() => response.write("x"), 10);
      response.on("close", () => clearInterval(timer));
    },
    300,
  );
  assert.equal(dripping.sent.kind, "again");
  const endless = await sentTo(context, (response) => {
    const write = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    };
    response.on("drain", write);
    write();
  });
  assert.deepEqual(endless.sent, { kind: "refused", reason: "the collector's answer is too long" });
});

test("one that is not there is a reason, not an exception", async () => {
  const sender = new OtlpSender({ endpoint: new URL("http://127.0.0.1:1"), headers: [], ca: null, timeoutMs: 1_000 });
  assert.deepEqual(await sender.send("v1/traces", BODY, NEVER), {
    kind: "again",
    afterMs: null,
    reason: "the collector can't be reached (ECONNREFUSED)",
  });
  await sender.close();
});

test("an https collector is believed by the authorities that are given, and by nobody else's word", async (context) => {
  const { cert, key } = makeCertificate();
  const server = https.createServer({ cert, key }, (request, response) => {
    request.resume();
    request.on("end", () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const endpoint = new URL(`https://127.0.0.1:${address.port}`);
  for (const [ca, kind] of [
    [cert, "sent"],
    [null, "again"],
    [makeCertificate().cert, "again"],
  ] as const) {
    const sender = new OtlpSender({ endpoint, headers: [["x-token", "t"]], ca, timeoutMs: 5_000 });
    assert.equal((await sender.send("v1/traces", BODY, NEVER)).kind, kind);
    await sender.close();
  }
});
