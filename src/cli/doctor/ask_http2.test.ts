import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { askHttp2 } from "./ask_http2.ts";

test("a peer that takes connections and says nothing is given up after the time, and when nobody asks any more", async (context) => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const question = { url: new URL(`http://127.0.0.1:${port}`), host: "127.0.0.1", port, secured: null };
  const { signal } = new AbortController();
  await assert.rejects(askHttp2({ ...question, timeoutMs: 50, signal }), { code: "ETIMEDOUT" });
  await assert.rejects(askHttp2({ ...question, timeoutMs: 60_000, signal: AbortSignal.timeout(50) }), { code: "ETIMEDOUT" });
});
