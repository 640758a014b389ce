import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { type AdminRequest, AdminServer, MAX_ADMIN_BODY } from "./admin_server.ts";

function server(context: TestContext, socket: string | null = null, port = 0) {
  const seen: AdminRequest[] = [];
  const made = new AdminServer({
    host: "127.0.0.1",
    port,
    tls: null,
    socket,
    answer: (request) => {
      seen.push(request);
      return Promise.resolve({ status: 200, headers: [["x-answer", "1"]], body: "ok" });
    },
    onError: () => undefined,
  });
  context.after(() => made.close());
  return { server: made, seen };
}

test("a request comes whole: method, path, decoded query, every value of a field, body", async (context) => {
  const { server: made, seen } = server(context);
  const port = await made.listen();
  const body = "x".repeat(MAX_ADMIN_BODY);
  const answer = await fetch(`http://127.0.0.1:${port}/a%2Fb?x=1&x=%20`, {
    method: "POST",
    body,
    headers: { "x-one": "1", connection: "close" },
  });
  assert.deepEqual([answer.status, answer.headers.get("x-answer"), await answer.text()], [200, "1", "ok"]);
  const [request] = seen;
  assert.deepEqual(
    [request?.method, request?.path, request?.query, request?.body.length, request?.via, request?.scheme],
    [
      "POST",
      "/a%2Fb",
      [
        ["x", "1"],
        ["x", " "],
      ],
      MAX_ADMIN_BODY,
      "tcp",
      "http",
    ],
  );
  assert.deepEqual([request?.fields("x-one"), request?.fields("host"), request?.fields("__proto__")], [["1"], [`127.0.0.1:${port}`], []]);
});

test("a port that is taken is an error, and nothing stays open", async (context) => {
  const first = server(context);
  const port = await first.server.listen();
  await assert.rejects(server(context, null, port).server.listen(), /EADDRINUSE/u);
});

test("a socket left behind is replaced; one in use, or another file in its place, is not", async (context) => {
  const folder = temporaryFolder(context);
  const path = join(folder, "admin.sock");
  const first = server(context, path);
  await first.server.listen();
  await assert.rejects(server(context, path).server.listen(), /another process listens/u);
  await first.server.close();
  const file = join(folder, "file");
  writeFileSync(file, "");
  await assert.rejects(server(context, file).server.listen(), /is no socket/u);
  assert.ok(existsSync(file));
  const left = createServer().listen(path);
  await new Promise((resolve) => left.once("listening", resolve));
  await new Promise((resolve) => left.close(resolve));
  await server(context, path).server.listen();
});
