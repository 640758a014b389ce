import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { readConfig } from "../../config/read_config.ts";
import { shareOf, workersIssues, workersOf } from "./share.ts";

function configOf(more: object) {
  const parsed = readConfig(
    "x.yaml",
    Buffer.from(
      JSON.stringify({
        version: 1,
        apis: [{ routes: "any", public: true, upstream: { url: "http://127.0.0.1:1", connections: 7 } }],
        ...more,
      }),
    ),
  );
  assert.ok(parsed.ok);
  return parsed.value.config;
}

test("one process unless the file says otherwise; `auto` is one per core", () => {
  assert.deepEqual([workersOf(configOf({})), workersOf(configOf({ workers: 5 }))], [1, 5]);
  assert.equal(workersOf(configOf({ workers: "auto" })), availableParallelism());
});

test("no number of workers passes a bound together that one may not", () => {
  for (const workers of [2, 3, 7]) {
    const { protocol, apis } = shareOf(
      configOf({ protocol: { connections: 100, connections_per_ip: 10, buffered_bodies: "1MB" } }),
      workers,
    );
    for (const [share, bound] of [
      [protocol.connections, 100],
      [protocol.connectionsPerIp, 10],
      [apis[0]?.upstream.connections ?? 0, 7],
      [protocol.bufferedBytes, 1_048_576],
    ] as const) {
      assert.ok(share >= 1 && share * workers <= bound, `${workers} times ${share} of ${bound}`);
      assert.ok((share + 1) * workers > bound, "as much as there is");
    }
  }
});

test("what can't be shared is said with its place, and so is who can't start workers", () => {
  const config = configOf({ workers: 8, protocol: { connections_per_ip: 2 } });
  assert.deepEqual(
    workersIssues(config, "x.yaml", true).map(({ code, pointer }) => [code, pointer]),
    [
      ["workers.share", "/protocol/connections_per_ip"],
      ["workers.share", "/apis/0/upstream"],
    ],
  );
  assert.deepEqual(
    workersIssues(config, "x.yaml", false).map(({ code, pointer }) => [code, pointer]),
    [["workers.unavailable", "/workers"]],
  );
  assert.deepEqual(workersIssues(configOf({ protocol: { connections_per_ip: 1 } }), "x.yaml", false), []);
});
