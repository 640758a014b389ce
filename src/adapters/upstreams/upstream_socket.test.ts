import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { TARGET } from "../../../test/support/plans.ts";
import { startRawUpstream } from "../../../test/support/raw_upstream.ts";
import { connectUpstream } from "./upstream_socket.ts";

test("what the upstream sends is handed on, in a view that is valid only during the call", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream((socket) => socket.write("hello")), (started) => started.close());
  let text = "";
  const socket = connectUpstream(
    { ...TARGET, port: Number(new URL(upstream.base).port) },
    null,
    () => socket.write("x"),
    (bytes) => {
      text += Buffer.from(bytes).toString("latin1");
      socket.end();
    },
  );
  stack.defer(() => void socket.destroy());
  await once(socket, "close");
  assert.equal(text, "hello");
});

test("an upstream that speaks no TLS is never ready for https", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")), (started) =>
    started.close(),
  );
  let ready = false;
  const target = { ...TARGET, scheme: "https", hostname: "127.0.0.1", port: Number(new URL(upstream.base).port) } as const;
  const socket = connectUpstream(
    target,
    null,
    () => void (ready = true),
    () => assert.fail("bytes without TLS"),
  );
  stack.defer(() => void socket.destroy());
  await once(socket, "error");
  assert.equal(ready, false);
});
