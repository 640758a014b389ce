import assert from "node:assert/strict";
import { test } from "node:test";
import { liveExchange } from "../../../test/support/plans.ts";
import { socketPair } from "../../../test/support/socket_pair.ts";
import { changedAnswer } from "../../engine/answer_fields.ts";
import type { Change } from "../../kernel/guard.ts";
import { fieldsOf } from "../../message/headers.ts";
import { AnswerWriter } from "../net_http1/answer_writer.ts";
import { SWITCHED, writeSwitch } from "./write_switch.ts";

const FIELDS = fieldsOf([
  ["connection", "upgrade"],
  ["upgrade", "websocket"],
  ["keep-alive", "timeout=5"],
  ["sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="],
  ["server", "behind"],
]);

async function written(changes: readonly Change[], prepare: (exchange: ReturnType<typeof liveExchange>) => void = () => {}) {
  await using pair = await socketPair();
  const writer = new AnswerWriter(pair.near);
  writer.begin("GET", 1);
  const exchange = liveExchange({});
  prepare(exchange);
  writeSwitch(writer, exchange, { kind: "switch", protocol: "websocket", fields: FIELDS }, changedAnswer(changes));
  return { status: writer.status, text: await pair.until("\r\n\r\n") };
}

test("the head is written at once and made anew: Connection and Upgrade are ours, and it has neither length nor coding (RFC 9110 section 15.2.2)", async () => {
  const { status, text } = await written([]);
  assert.deepEqual([status, SWITCHED], [101, 101]);
  assert.equal(
    text,
    "HTTP/1.1 101 Switching Protocols\r\n" +
      "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nserver: behind\r\n" +
      "connection: Upgrade\r\nupgrade: websocket\r\nx-request-id: 01920000-0000-7000-8000-000000000001\r\n\r\n",
  );
});

test("what rewrites remove and set, and what guards ask for, holds for a switch too", async () => {
  const { text } = await written([{ remove: ["server"], set: [["x-set", "1"]] }], (exchange) =>
    exchange.effects.setResponseHeader("x-guard", "2"),
  );
  assert.doesNotMatch(text, /server:/u);
  assert.match(text, /\r\nx-set: 1\r\n/u);
  assert.match(text, /\r\nx-guard: 2\r\n/u);
});
