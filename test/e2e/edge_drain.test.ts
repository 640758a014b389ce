/** Going down: no request that the gateway took is lost, whatever it was doing. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { rmSync } from "node:fs";
import net from "node:net";
import { test } from "node:test";
import { startTestGateway } from "../support/gateway.ts";
import { field, RawClient } from "../support/raw_client.ts";
import { startEcho } from "../support/echo.ts";
import { startRawUpstream } from "../support/raw_upstream.ts";

const GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

test("under load: every request that was sent on a connection is answered, then the connection is closed", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho((_request, response) => setTimeout(() => response.end("ok"), 5)), (started) => started.close());
  const gateway = await startTestGateway({ upstream: echo.base, api: { public: true } });
  let sent = 0;
  let answered = 0;
  let warm: (() => void) | null = null;
  const warmedUp = new Promise<void>((resolve) => {
    warm = resolve;
  });
  let told = 0;
  let closing = false;
  const load = async (client: RawClient): Promise<void> => {
    for (;;) {
      sent++;
      const answer = await client.send(GET).answer();
      assert.equal(answer.status, 200);
      answered++;
      if (answered === 200) warm?.();
      if (field(answer, "connection") !== "close") continue;
      told++;
      assert.ok(closing, "nobody is told to go before the drain");
      return;
    }
  };
  const clients = await Promise.all(Array.from({ length: 20 }, () => RawClient.connect(gateway.port)));
  stack.defer(() => {
    for (const client of clients) client.close();
  });
  const running = clients.map(load);
  await warmedUp;
  closing = true;
  const closed = gateway.close();
  await Promise.all(running);
  await closed;
  assert.equal(answered, sent);
  assert.equal(told, clients.length);
  assert.equal(gateway.records.filter(({ outcome }) => outcome === "forwarded").length, sent);
});

test("a request under way is finished and its client told to go; new connections are refused; an idle one is closed", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(() => {}), (started) => started.close());
  const gateway = await startTestGateway({ upstream: upstream.base, api: { public: true } });
  await using busy = await RawClient.connect(gateway.port);
  await using idle = await RawClient.connect(gateway.port);
  busy.send(GET);
  await upstream.until(() => upstream.received.length === 1, "the request");
  const closed = gateway.close();
  assert.equal(await idle.rest(), "");
  const late = net.connect(gateway.port, "127.0.0.1");
  await assert.rejects(once(late, "connect"), /ECONNREFUSED/u);
  upstream.sockets[0]?.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  const answer = await busy.answer();
  assert.deepEqual([answer.body, field(answer, "connection")], ["ok", "close"]);
  await closed;
});

test("an upload under way is taken whole", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const gateway = await startTestGateway({ upstream: echo.base, api: { public: true } });
  await using client = await RawClient.connect(gateway.port);
  const interim = await client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n").answer();
  assert.equal(interim.status, 100);
  const closed = gateway.close();
  client.send("he");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await client.send("llo").answer()).status, 200);
  assert.equal(echo.received[0]?.body, "hello");
  await closed;
});

test("a request sent on a kept connection as the drain begins is still answered", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const gateway = await startTestGateway({ upstream: echo.base, api: { public: true } });
  await using client = await RawClient.connect(gateway.port);
  assert.equal((await client.send(GET).answer()).status, 200);
  client.send(GET);
  const closed = gateway.close();
  const answer = await client.answer();
  assert.deepEqual([answer.status, field(answer, "connection")], [200, "close"]);
  await closed;
});

test("what does not end within the time to drain is cut and recorded", async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(() => {}), (started) => started.close());
  const gateway = await startTestGateway({ upstream: upstream.base, api: { public: true } });
  stack.defer(() => rmSync(gateway.folder, { recursive: true, force: true }));
  await using client = await RawClient.connect(gateway.port);
  client.send(GET);
  await upstream.until(() => upstream.received.length === 1, "the request");
  await gateway.gateway.close(100);
  assert.equal(await client.rest(), "");
  assert.equal((await gateway.record()).outcome, "abandoned");
});
