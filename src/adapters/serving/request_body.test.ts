import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { eventually, serveConnection, startTestEdge } from "../../../test/support/edge.ts";
import { startRawUpstream } from "../../../test/support/raw_upstream.ts";
import type { OperationPlan } from "../../engine/plan.ts";
import type { BodyView } from "../../kernel/exchange.ts";
import type { Guard } from "../../kernel/guard.ts";
import { STEPS_PER_MS } from "../../kernel/budget.ts";
import { PASS } from "../../kernel/verdict.ts";
import { bodyTooLarge } from "./request_body.ts";

const head = (fields: string): string => `POST /a HTTP/1.1\r\nHost: api.test\r\n${fields}\r\n\r\n`;
const chunks = (...parts: readonly string[]): string => [...parts, ""].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join("");

async function started(stack: AsyncDisposableStack, plan: Partial<OperationPlan>) {
  const upstream = stack.adopt(await startRawUpstream(() => {}), (server) => server.close());
  const judged: BodyView[] = [];
  const guard: Guard<"body"> = {
    name: "test",
    phase: "body",
    mode: "enforce",
    onError: "deny",
    check: ({ body }) => {
      judged.push(body);
      return PASS;
    },
  };
  const guards = { head: [], route: [], identity: [], body: [guard], response: [] };
  const world = startTestEdge(stack, { target: { port: upstream.port }, plan: { guards, ...plan } });
  return { upstream, world, judged, client: await serveConnection(stack, world) };
}

test("a body that guards judge is judged whole, decoded, and forwarded as it was judged", async () => {
  await using stack = new AsyncDisposableStack();
  const text = '{"a":"one two three"}';
  const zipped = gzipSync(text);
  const rows = [
    ["as it is", Buffer.from(head(`Content-Length: ${text.length}`) + text)],
    ["in chunks", Buffer.from(head("Transfer-Encoding: chunked") + chunks(text.slice(0, 5), text.slice(5)))],
    ["gzip", Buffer.concat([Buffer.from(head(`Content-Encoding: gzip\r\nContent-Length: ${zipped.length}`)), zipped])],
  ] as const;
  for (const [name, bytes] of rows) {
    const { upstream, judged, client } = await started(stack, { buffersRequest: true });
    client.far.write(bytes);
    await upstream.until(() => upstream.received[0]?.endsWith(text) === true, name);
    const [view] = judged;
    assert.equal(view?.kind === "buffered" && Buffer.from(view.bytes).toString(), text, name);
    assert.match(upstream.received[0] ?? "", new RegExp(`content-length: ${text.length}\\r\\n`, "iu"), name);
    assert.doesNotMatch(upstream.received[0] ?? "", /content-encoding|transfer-encoding/iu, name);
  }
  assert.equal(rows.length, 3);
});

test("dear bodies that are whole at once are judged in turns of the event loop, small ones at once, and those whose client is gone never", async () => {
  await using stack = new AsyncDisposableStack();
  const turns = new Map<number, number[]>();
  let turn = 0;
  let next = setImmediate(function count() {
    turn++;
    next = setImmediate(count);
  });
  stack.defer(() => clearImmediate(next));
  let onJudged: (bytes: number) => void = () => {};
  const dear: Guard<"body"> = {
    name: "test",
    phase: "body",
    mode: "enforce",
    onError: "deny",
    check: ({ body, budget }) => {
      const bytes = body.kind === "buffered" ? body.bytes.length : 0;
      budget.spend(40 * STEPS_PER_MS);
      turns.set(bytes, [...(turns.get(bytes) ?? []), turn]);
      onJudged(bytes);
      return PASS;
    },
  };
  const guards = { head: [], route: [], identity: [], body: [dear], response: [] };
  const upstream = stack.adopt(await startRawUpstream(() => {}), (server) => server.close());
  const world = startTestEdge(stack, { target: { port: upstream.port }, plan: { guards, buffersRequest: true } });
  const clients = await Promise.all(Array.from({ length: 12 }, () => serveConnection(stack, world)));
  const text = (bytes: number): string => head(`Content-Length: ${bytes}`) + "x".repeat(bytes - 1);
  for (const { far } of clients) far.write(text(4_000));
  await eventually(() => clients.every(({ near }) => near.bytesRead === text(4_000).length), "all but the last byte");
  for (const { far } of clients) far.write("x");
  await eventually(() => turns.get(4_000)?.length === clients.length, "all judgements");
  assert.equal(new Set(turns.get(4_000)).size, clients.length, String(turns.get(4_000)));

  const others = await Promise.all(Array.from({ length: 12 }, () => serveConnection(stack, world)));
  const small = await serveConnection(stack, world);
  for (const { far } of others) far.write(text(4_001));
  small.far.write(text(2_000));
  await eventually(() => others.every(({ near }) => near.bytesRead === text(4_001).length), "all but the last byte");
  onJudged = (bytes) => {
    if (bytes === 4_001) for (const { near } of others) setImmediate(() => near.destroy());
  };
  for (const { far } of others) far.write("x");
  small.far.write("x");
  await eventually(() => world.edge.counters.inFlight === clients.length + 1, "the end of those that are gone");
  await eventually(() => turns.get(2_000)?.length === 1, "the small body");
  assert.ok((turns.get(4_001)?.length ?? 0) < others.length, "what nobody waits for was judged");
});

test("a small body that nobody judges asks for the upstream once it is whole, a larger one at once", async () => {
  await using stack = new AsyncDisposableStack();
  for (const [bytes, atOnce] of [
    [65_536, false],
    [65_537, true],
  ] as const) {
    const { upstream, judged, world, client } = await started(stack, {});
    client.far.write(`${head(`Content-Length: ${bytes}`)}x`);
    await eventually(() => client.near.bytesRead === 60, "the first byte");
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(world.edge.pools.openConnections, atOnce ? 1 : 0);
    if (atOnce) await upstream.until(() => upstream.received[0]?.endsWith("\r\n\r\nx") === true, "the first byte");
    client.far.write("x".repeat(bytes - 1));
    await upstream.until(() => upstream.received[0]?.split("\r\n\r\n")[1]?.length === bytes, "the whole body");
    assert.deepEqual(
      judged.map(({ kind }) => kind),
      ["streamed"],
    );
  }
});

test("a body of the limit passes, one byte more is 413: by its announcement, or counted", async () => {
  await using stack = new AsyncDisposableStack();
  for (const buffersRequest of [true, false]) {
    const plan = { buffersRequest, maxBodyBytes: 5 };
    for (const fits of [head("Content-Length: 5") + "abcde", head("Transfer-Encoding: chunked") + chunks("abc", "de")]) {
      const { upstream, client } = await started(stack, plan);
      client.far.write(fits);
      await upstream.until(() => /\r\n\r\n(?:abcde|5\r\nabcde\r\n0\r\n\r\n)$/u.test(upstream.received[0] ?? ""), "the body");
    }
    for (const tooLarge of [head("Content-Length: 6"), head("Transfer-Encoding: chunked") + "3\r\nabc\r\n3\r\nd"]) {
      const { upstream, world, client } = await started(stack, plan);
      client.far.write(tooLarge);
      if (tooLarge.includes("chunked")) client.far.write("ef\r\n");
      await eventually(() => client.text().startsWith("HTTP/1.1 413 "), "the refusal");
      await eventually(() => client.isGone(), "the end of the connection");
      assert.equal(world.records[0]?.by, "max_body");
      assert.doesNotMatch(upstream.received[0] ?? "", /0\r\n\r\n$/u, "an upstream never sees a body end that was cut");
    }
  }
});

test("a body that can't be decoded is refused, and no byte of it forwarded", async () => {
  await using stack = new AsyncDisposableStack();
  for (const [coding, bytes, status] of [
    ["gzip", Buffer.from("not gzip"), 400],
    ["made-up", Buffer.from("abc"), 415],
    ["gzip", gzipSync(Buffer.alloc(900_000)), 413],
  ] as const) {
    const { upstream, world, client } = await started(stack, { buffersRequest: true });
    client.far.write(Buffer.concat([Buffer.from(head(`Content-Encoding: ${coding}\r\nContent-Length: ${bytes.length}`)), bytes]));
    await eventually(() => world.records.length === 1, "the record");
    assert.deepEqual([world.records[0]?.by, world.records[0]?.status], ["content_coding", status]);
    assert.equal(upstream.received.length, 0);
  }
});

test("the refusal of a body that is too large ends the connection and names the limit", () => {
  const { problem, findings } = bodyTooLarge(5);
  assert.deepEqual([problem.status, problem.code, problem.close], [413, "body_too_large", true]);
  assert.match(findings[0]?.message ?? "", /5 bytes/u);
});
