/** A gateway that can't keep up refuses the least important calls at once, before it verifies tokens or reads bodies, and serves the most important. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startEcho } from "../support/echo.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { exchangeRaw, field } from "../support/raw_client.ts";

const operation = (priority: string | null, security: object) => ({
  get: {
    ...(priority === null ? {} : { "x-portcullis-priority": priority }),
    ...security,
    responses: { 200: { description: "ok" } },
  },
});
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "busy", version: "1" },
  paths: {
    "/export": operation("sheddable", { security: [{ token: [] }] }),
    "/pay": operation("critical", { security: [] }),
  },
  components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
};
const PATIENCE_MS = 20_000;
/** Longer than the delay that is aimed for, in each turn of the loop. */
const TURN_MS = 40;

async function whileBusy(isOver: () => boolean): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; !isOver() && performance.now() < endMs; await sleep(1))
    for (const turnMs = performance.now() + TURN_MS; performance.now() < turnMs; );
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n`;

async function start(stack: AsyncDisposableStack, config: object): Promise<TestGateway> {
  const echo = stack.adopt(await startEcho(), (server) => server.close());
  const gateway = await startTestGateway({
    document: DOCUMENT,
    upstream: echo.base,
    api: { auth: { issuer: "http://127.0.0.1:9", audience: "busy" } },
    config: { protocol: { target_delay: "10ms" }, ...config },
  });
  return stack.adopt(gateway, (started) => started.close());
}

test("while the loop is too busy, sheddable calls are 503 without a look at their credential; critical ones are served; then all is as before", async () => {
  await using stack = new AsyncDisposableStack();
  const gateway = await start(stack, {});
  assert.equal((await exchangeRaw(gateway.port, get("/export"))).status, 401);
  let shed: Awaited<ReturnType<typeof exchangeRaw>> | null = null;
  const asking = (async () => {
    while (shed === null) {
      const answer = await exchangeRaw(gateway.port, get("/export"));
      if (answer.status === 503) shed = answer;
    }
    return shed;
  })();
  await whileBusy(() => shed !== null);
  const answer = await asking;
  assert.match(field(answer, "retry-after") ?? "", /^[1-5]$/u);
  assert.match(answer.body, /:overloaded"/u);
  assert.equal((await exchangeRaw(gateway.port, get("/pay"))).status, 200);
  const record = await gateway.record(({ code }) => code === "overloaded");
  assert.deepEqual([record.by, record.phase, record.operation, record.upstreamStatus], ["overload", "route", "GET /export", null]);
  for (let status = 503; status !== 401; ) {
    ({ status } = await exchangeRaw(gateway.port, get("/export")));
    if (status === 503) await sleep(20);
  }
});

test("only observed, it says what it would have refused", async () => {
  await using stack = new AsyncDisposableStack();
  const gateway = await start(stack, { modes: { overload: "observe" } });
  const observed = (): boolean => gateway.records.some(({ findings }) => findings.some(({ code }) => code === "overload.shed"));
  const busy = { over: false };
  const asking = (async () => {
    while (!observed() && !busy.over) assert.equal((await exchangeRaw(gateway.port, get("/export"))).status, 401);
  })();
  await whileBusy(observed);
  busy.over = true;
  await asking;
  assert.ok(observed());
});
