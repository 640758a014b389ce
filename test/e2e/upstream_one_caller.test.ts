/** One caller who knows what makes the API fail must not switch its targets off for everybody; targets that fail for all are switched off. */
import assert from "node:assert/strict";
import http from "node:http";
import { test } from "node:test";
import { startTestGateway } from "../support/gateway.ts";
import { RawClient } from "../support/raw_client.ts";
import { ReadMetrics } from "../support/read_metrics.ts";

const ATTACKER = "127.0.0.2";
const NEIGHBOUR = "127.0.0.3";

/** `/worse` makes it answer 503, `/gone` hang up; every path does while it is `down`. */
async function startFragile(stack: AsyncDisposableStack): Promise<{ readonly base: string; down: boolean }> {
  const server = http.createServer(({ url }, response) => {
    if (url === "/gone") response.destroy();
    else response.writeHead(url === "/worse" || state.down ? 503 : 200).end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const state = { base: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`, down: false };
  return state;
}

/** Statuses of that many requests, one after another, of a client with that address; 0 where none came. */
async function ask(port: number, localAddress: string, path: string, times: number): Promise<readonly number[]> {
  const statuses: number[] = [];
  await using stack = new AsyncDisposableStack();
  let client: RawClient | null = null;
  for (let count = 0; count < times; count++) {
    client ??= stack.use(await RawClient.connect(port, { localAddress }));
    const answer = await client
      .send(`GET ${path} HTTP/1.1\r\nHost: api.test\r\n\r\n`)
      .answer()
      .catch(() => null);
    statuses.push(answer?.status ?? 0);
    if (answer?.headers.get("connection")?.[0] === "close" || answer === null) client = null;
  }
  return statuses;
}

for (const path of ["/worse", "/gone"]) {
  test(`what one caller brings about with ${path} opens no breaker and ejects no target for the others`, async () => {
    await using stack = new AsyncDisposableStack();
    const targets = [await startFragile(stack), await startFragile(stack)];
    const upstream = { targets: targets.map(({ base }) => ({ url: base })), breaker: { share: 0.5, requests: 10 } };
    const gateway = stack.adopt(await startTestGateway({ upstream: "", api: { public: true, upstream } }), (each) => each.close());
    const served: number[] = [];
    for (let round = 0; round < 20; round++) {
      served.push(...(await ask(gateway.port, NEIGHBOUR, "/ok", 2)));
      await ask(gateway.port, ATTACKER, path, 8);
    }
    assert.deepEqual([...new Set(served)], [200]);
    const sumOf = async (name: string): Promise<number> => {
      const metrics = await ReadMetrics.of(gateway);
      return targets.reduce((sum, { base }) => sum + metrics.value(`portcullis_upstream_${name}_total`, `target="${base}"`), 0);
    };
    assert.deepEqual([await sumOf("ejections"), await sumOf("breaker_opened")], [0, 0]);
    assert.ok((await sumOf("failures")) >= 100);
    // The twin: it fails for everybody.
    for (const target of targets) target.down = true;
    let rounds = 0;
    // Each by whichever comes first.
    while ((await sumOf("breaker_opened")) + (await sumOf("ejections")) < 2) {
      for (const client of [NEIGHBOUR, ATTACKER]) await ask(gateway.port, client, "/ok", 2);
      assert.ok(rounds++ < 100, "targets that fail for everybody are not switched off");
    }
  });
}
