/** Three real upstream targets under a steady load while one of them dies, fails, slows down or comes back, and the figures that must hold meanwhile. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import http2 from "node:http2";
import { test } from "node:test";
import { eventually } from "../support/edge.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { exchangeRaw, field } from "../support/raw_client.ts";
import { ReadMetrics } from "../support/read_metrics.ts";
import { byTarget, failed, type Outcome, steadyLoad } from "../support/steady_load.ts";
import { type TargetServer, threeTargets } from "../support/target_server.ts";

const GET = "GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n";
/** Part of the requests that may fail while one of three dies. */
const MAX_FAILED = 0.01;

function gatewayBefore(stack: AsyncDisposableStack, targets: readonly TargetServer[], options: object): Promise<TestGateway> {
  const upstream = { targets: targets.map(({ base }) => ({ url: base })), ...options };
  return startTestGateway({ upstream: "", api: { public: true, upstream } }).then((gateway) =>
    stack.adopt(gateway, (each) => each.close()),
  );
}

const percent = (part: number, of: number): string => `${part} of ${of} (${((100 * part) / of).toFixed(2)} %)`;

/** When that many requests were made, `act` is done once. */
function doAt(count: number, act: () => Promise<void>): (outcomes: readonly Outcome[]) => void {
  let done = false;
  return ({ length }) => {
    if (done || length < count) return;
    done = true;
    void act();
  };
}

test("one of three dies under load: at most 1 % of the requests fail, it is ejected, and asked again when it lives", async (context) => {
  await using stack = new AsyncDisposableStack();
  const [a, b, c] = await threeTargets(stack);
  const gateway = await gatewayBefore(stack, [a, b, c], { ejection: { time: "500ms" } });
  const die = doAt(500, () => b.kill());
  const outcomes = await steadyLoad({
    port: gateway.port,
    postEvery: 10,
    goesOn: (sofar) => {
      die(sofar);
      return sofar.length < 3_000;
    },
  });
  const bad = failed(outcomes);
  context.diagnostic(
    `failed while one of three died: ${percent(bad.length, outcomes.length)}; answers ${JSON.stringify(byTarget(outcomes))}`,
  );
  assert.ok(bad.length <= outcomes.length * MAX_FAILED, percent(bad.length, outcomes.length));
  const metrics = await ReadMetrics.of(gateway);
  assert.ok(metrics.value("portcullis_upstream_ejections_total", `:${b.port}"`) >= 1);
  assert.ok(metrics.value("portcullis_upstream_retries_total") >= 1);
  assert.equal(metrics.value("portcullis_upstream_ejections_total", `:${a.port}"`), 0);
  await b.revive();
  const before = b.requests;
  const after = await steadyLoad({ port: gateway.port, goesOn: () => b.requests < before + 50 });
  assert.ok(failed(after).length <= Math.max(1, after.length * MAX_FAILED));
});

test("a target that fails its checks gets no requests, none fails for it, and it gets them again when it passes", async (context) => {
  await using stack = new AsyncDisposableStack();
  const [a, b, c] = await threeTargets(stack);
  const health = { path: "/healthz", interval: "100ms", timeout: "300ms", healthy: 1, unhealthy: 2 };
  const gateway = await gatewayBefore(stack, [a, b, c], { health, ejection: "off", retries: "off" });
  const isState = async (state: string): Promise<boolean> =>
    (await ReadMetrics.of(gateway)).value("portcullis_upstream_target_state", `:${b.port}"`, `state="${state}"`) === 1;
  // It still answers requests; 0 is a target that hangs.
  for (const status of [503, 0]) {
    b.health = status;
    let unhealthy = false;
    const during = await steadyLoad({
      port: gateway.port,
      clients: 2,
      goesOn: ({ length }) => {
        if (!unhealthy && length % 50 === 0) void isState("unhealthy").then((is) => (unhealthy ||= is));
        return !unhealthy;
      },
    });
    const seen = b.requests;
    const outcomes = await steadyLoad({ port: gateway.port, goesOn: ({ length }) => length < 500 });
    assert.equal(b.requests, seen, "an unhealthy target was asked");
    const bad = failed([...during, ...outcomes]);
    context.diagnostic(
      `failed while checks found one of three ${status === 0 ? "hanging" : "unhealthy"}: ${bad.length} of ${during.length + outcomes.length}`,
    );
    assert.equal(bad.length, 0);
    b.health = 200;
    await steadyLoad({ port: gateway.port, clients: 2, goesOn: () => b.requests === seen });
  }
});

test("targets that all fail their checks make 503", async () => {
  await using stack = new AsyncDisposableStack();
  const targets = await threeTargets(stack);
  for (const target of targets) target.health = 500;
  const gateway = await gatewayBefore(stack, targets, { health: { path: "/healthz", interval: "100ms", unhealthy: 1 } });
  let status = 0;
  while (status !== 503) ({ status } = await exchangeRaw(gateway.port, GET));
  const answer = await exchangeRaw(gateway.port, GET);
  assert.match(answer.body, /upstream_unavailable/u);
  const record = await gateway.record(({ code }) => code === "upstream_unavailable");
  assert.deepEqual([record.outcome, record.by, record.upstreamStatus], ["failed", "upstream", null]);
});

test("retries never exceed their share of the requests, also while two of three are dead", async (context) => {
  await using stack = new AsyncDisposableStack();
  const [a, b, c] = await threeTargets(stack);
  const retries = { attempts: 2, share: 0.1, min_per_second: 0, window: "1h" };
  const gateway = await gatewayBefore(stack, [a, b, c], { ejection: "off", retries });
  await Promise.all([b.kill(), c.kill()]);
  const outcomes = await steadyLoad({ port: gateway.port, goesOn: ({ length }) => length < 1_500 });
  const metrics = await ReadMetrics.of(gateway);
  const made = metrics.value("portcullis_upstream_retries_total");
  const refused = metrics.value("portcullis_upstream_retries_refused_total");
  context.diagnostic(`retries: ${percent(made, outcomes.length)} at a budget of 10 %, ${refused} beyond it refused`);
  assert.ok(made <= outcomes.length * 0.1, `${made} of ${outcomes.length}`);
  assert.ok(made >= outcomes.length * 0.09 && refused > 0, "the budget was used");
  const attempts = ["a", "b", "c"].map((_name, index) =>
    metrics.value("portcullis_upstream_requests_total", `:${[a, b, c][index]?.port}"`),
  );
  assert.equal(
    attempts.reduce((sum, count) => sum + count, 0),
    outcomes.length + made,
    "every attempt beyond the first is one of the budget's",
  );
});

test("the breaker of a dying target opens while the others serve, and closes when the target lives", async (context) => {
  await using stack = new AsyncDisposableStack();
  const [a, b, c] = await threeTargets(stack);
  const breaker = { share: 0.2, requests: 10, window: "10s", open: "400ms", probes: 2 };
  const gateway = await gatewayBefore(stack, [a, b, c], { ejection: "off", breaker });
  const die = doAt(200, () => b.kill());
  const live = doAt(2_500, () => b.revive());
  let alive = 0;
  const outcomes = await steadyLoad({
    port: gateway.port,
    goesOn: (sofar) => {
      die(sofar);
      live(sofar);
      if (sofar.length > 2_500 && sofar.at(-1)?.body === "b") alive++;
      return sofar.length < 2_500 || alive < 100;
    },
  });
  const bad = failed(outcomes);
  const metrics = await ReadMetrics.of(gateway);
  const opened = metrics.value("portcullis_upstream_breaker_opened_total", `:${b.port}"`);
  const asked = metrics.value("portcullis_upstream_failures_total", `:${b.port}"`);
  context.diagnostic(
    `failed while the breaker of one of three opened ${opened} times: ${percent(bad.length, outcomes.length)}; the dead was asked ${asked} times`,
  );
  assert.ok(opened >= 1);
  assert.ok(bad.length <= outcomes.length * MAX_FAILED, percent(bad.length, outcomes.length));
  // Of some 770 requests that were its share while it was dead.
  assert.ok(asked < 200, String(asked));
  assert.equal(metrics.value("portcullis_upstream_target_state", `:${b.port}"`, 'state="up"'), 1, "it closed");
});

test("the open breaker of the only target is 503 at once with Retry-After, and costs the target nothing", async () => {
  await using stack = new AsyncDisposableStack();
  const [a] = await threeTargets(stack);
  const breaker = { requests: 5, open: "30s" };
  const gateway = stack.adopt(
    await startTestGateway({ upstream: "", api: { public: true, upstream: { url: a.base, breaker } } }),
    (started) => started.close(),
  );
  a.status = 503;
  for (let count = 0; count < 5; count++) assert.equal((await exchangeRaw(gateway.port, GET)).body, "a");
  const answer = await exchangeRaw(gateway.port, GET);
  assert.equal(answer.status, 503);
  assert.match(answer.body, /upstream_unavailable/u);
  const seconds = Number(field(answer, "retry-after"));
  assert.ok(seconds >= 1 && seconds <= 30, String(seconds));
  assert.equal(a.requests, 5);
});

test("the share of a target that came back grows over the slow start", async (context) => {
  await using stack = new AsyncDisposableStack();
  const [a, b, c] = await threeTargets(stack);
  const gateway = await gatewayBefore(stack, [a, b, c], { slow_start: "2s", ejection: { failures: 2, time: "200ms" } });
  await b.kill();
  await steadyLoad({ port: gateway.port, goesOn: ({ length }) => length < 200 });
  await b.revive();
  let backMs: number | null = null;
  const outcomes = await steadyLoad({
    port: gateway.port,
    clients: 2,
    goesOn: (sofar) => {
      const last = sofar.at(-1);
      if (backMs === null && last?.body === "b") backMs = last.atMs;
      return backMs === null || (last?.atMs ?? 0) < backMs + 3_000;
    },
  });
  const since = backMs ?? 0;
  const shareWithin = (fromMs: number, toMs: number): number => {
    const within = outcomes.filter(({ atMs }) => atMs >= since + fromMs && atMs < since + toMs);
    return within.filter(({ body }) => body === "b").length / Math.max(1, within.length);
  };
  const shares = [
    shareWithin(0, 500),
    shareWithin(500, 1_000),
    shareWithin(1_000, 1_500),
    shareWithin(1_500, 2_000),
    shareWithin(2_000, 3_000),
  ];
  context.diagnostic(
    `share of the returned target by half seconds, whole from the fifth on: ${shares.map((share) => `${(100 * share).toFixed(1)} %`).join(", ")}`,
  );
  const [first = 1, , third = 0, , whole = 0] = shares;
  // By weight 0.1 to 0.25 of 2.1 to 2.25, then 0.5 to 0.75, then a third.
  assert.ok(first < 0.15 && first < third && third < whole, shares.join(" "));
  assert.ok(Math.abs(whole - 1 / 3) < 0.05, String(whole));
});

test("weights move all requests from one target to another by reload, none fails, and what is known of a target stays", async () => {
  await using stack = new AsyncDisposableStack();
  const [a, b, c] = await threeTargets(stack);
  const upstream = (blue: number, green: number): object => ({
    targets: [
      { url: a.base, weight: blue },
      { url: b.base, weight: green },
      { url: c.base, weight: 1 },
    ],
    ejection: { time: "1h", max_time: "1h", max_share: 0.5 },
  });
  const gateway = stack.adopt(await startTestGateway({ upstream: "", api: { public: true, upstream: upstream(1, 0) } }), (started) =>
    started.close(),
  );
  await c.kill();
  await steadyLoad({ port: gateway.port, goesOn: ({ length }) => length < 200 });
  assert.equal(b.requests, 0);
  const config: unknown = JSON.parse(readFileSync(gateway.configFile, "utf8"));
  assert.ok(typeof config === "object" && config !== null && "apis" in config && Array.isArray(config.apis));
  writeFileSync(gateway.configFile, JSON.stringify({ ...config, apis: [{ ...config.apis[0], upstream: upstream(0, 1) }] }));
  const swapped = doAt(300, async () => assert.deepEqual(await gateway.gateway.reload(), []));
  const outcomes = await steadyLoad({
    port: gateway.port,
    goesOn: (sofar) => {
      swapped(sofar);
      return sofar.length < 300 || b.requests < 500;
    },
  });
  assert.equal(failed(outcomes).length, 0);
  assert.deepEqual(byTarget(outcomes.slice(-200)), { b: 200 });
  const metrics = await ReadMetrics.of(gateway);
  assert.equal(metrics.value("portcullis_upstream_target_state", `:${c.port}"`, 'state="ejected"'), 1, "the ejection outlived the reload");
});

test("the same header value goes to the same target; when one dies only its values move", async () => {
  await using stack = new AsyncDisposableStack();
  const targets = await threeTargets(stack);
  const gateway = await gatewayBefore(stack, targets, {
    balance: "consistent_hash",
    hash_by: "header:X-Tenant",
    ejection: { failures: 1, time: "1h", max_time: "1h" },
  });
  const targetOf = async (tenant: number): Promise<string> =>
    (await exchangeRaw(gateway.port, `GET /a HTTP/1.1\r\nHost: api.test\r\nX-Tenant: t${tenant}\r\n\r\n`)).body;
  const tenants = Array.from({ length: 60 }, (_, index) => index);
  const before: string[] = [];
  for (const tenant of tenants) before.push(await targetOf(tenant));
  assert.deepEqual([...new Set(before)].toSorted(), ["a", "b", "c"]);
  await targets[1].kill();
  for (const tenant of tenants) {
    const now = await targetOf(tenant);
    if (before[tenant] === "b") assert.match(now, /^[ac]$/u);
    else assert.equal(now, before[tenant]);
  }
});

test("the slower of three gets fewer requests where the fewest under way decide", async (context) => {
  await using stack = new AsyncDisposableStack();
  const [a, b, c] = await threeTargets(stack);
  b.delayMs = 200;
  const gateway = await gatewayBefore(stack, [a, b, c], { balance: "least_outstanding" });
  const outcomes = await steadyLoad({ port: gateway.port, goesOn: ({ length }) => length < 1_000 });
  const counts = byTarget(outcomes);
  context.diagnostic(`answers where b takes 200 ms: ${JSON.stringify(counts)}`);
  assert.ok((counts["b"] ?? 0) < 250, JSON.stringify(counts));
  assert.equal(failed(outcomes).length, 0);
});

test("one of three hangs, as a stopped process does: at most 1 % of the requests fail before it is ejected", async (context) => {
  await using stack = new AsyncDisposableStack();
  const [a, b, c] = await threeTargets(stack);
  const options = { balance: "least_outstanding", first_byte_timeout: "300ms", ejection: { failures: 3, time: "1h", max_time: "1h" } };
  const gateway = await gatewayBefore(stack, [a, b, c], options);
  const hang = doAt(500, () => Promise.resolve(void (b.delayMs = 3_600_000)));
  const outcomes = await steadyLoad({
    port: gateway.port,
    goesOn: (sofar) => {
      hang(sofar);
      return sofar.length < 3_000;
    },
  });
  const bad = failed(outcomes);
  context.diagnostic(`failed while one of three hung: ${percent(bad.length, outcomes.length)}`);
  assert.ok(bad.length <= outcomes.length * MAX_FAILED, percent(bad.length, outcomes.length));
  assert.equal((await ReadMetrics.of(gateway)).value("portcullis_upstream_target_state", `:${b.port}"`, 'state="ejected"'), 1);
});

test("each address of a name is a target of its own, and connections go to that address", async () => {
  await using stack = new AsyncDisposableStack();
  const [a] = await threeTargets(stack);
  const upstream = { url: `http://localhost:${a.port}`, addresses: "each" };
  const gateway = stack.adopt(await startTestGateway({ upstream: "", api: { public: true, upstream } }), (started) => started.close());
  assert.equal((await exchangeRaw(gateway.port, GET)).body, "a");
  const metrics = await ReadMetrics.of(gateway);
  assert.equal(metrics.value("portcullis_upstream_requests_total", `target="http://localhost:${a.port} 127.0.0.1"`), 1);
  await eventually(() => a.connections === 1, "one connection");
});

test("targets of HTTP/2 are chosen and replaced like others", async () => {
  await using stack = new AsyncDisposableStack();
  const [dead] = await threeTargets(stack);
  const server = http2.createServer();
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on("session", (session) => sessions.add(session));
  server.on("stream", (stream) => {
    stream.respond({ ":status": 200 });
    stream.end("h2");
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const upstream = { targets: [{ url: dead.base }, { url: `http://127.0.0.1:${address.port}` }], http2: true };
  const gateway = stack.adopt(await startTestGateway({ upstream: "", api: { public: true, upstream } }), (started) => started.close());
  await dead.kill();
  for (let count = 0; count < 4; count++) assert.equal((await exchangeRaw(gateway.port, GET)).body, "h2");
  assert.equal((await ReadMetrics.of(gateway)).value("portcullis_upstream_retries_total"), 2);
  const { findings } = await gateway.record((record) => record.findings.length > 0);
  assert.deepEqual(
    findings.map(({ guard, code }) => [guard, code]),
    [["upstream", "upstream.retried"]],
  );
});
