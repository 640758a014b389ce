/** Several listeners: each its own address and TLS, all the same gateway. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCertificate } from "../support/certificate.ts";
import { startEcho } from "../support/echo.ts";
import { startTestGateway } from "../support/gateway.ts";
import { exchangeRaw, RawClient } from "../support/raw_client.ts";

const certificate = makeCertificate();
const GET = "GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

test("a plain and a TLS listener serve the same API, and each tells its own scheme", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const { gateway } = stack.adopt(
    await startTestGateway({
      upstream: echo.base,
      api: { public: true },
      config: { listen: ["127.0.0.1:0", { address: "127.0.0.1:0", tls: { cert: "cert.pem", key: "key.pem" } }] },
      files: { "cert.pem": certificate.cert, "key.pem": certificate.key },
    }),
    (started) => started.close(),
  );
  const [plain = 0, secure = 0] = gateway.ports;
  assert.equal(gateway.port, plain);
  assert.equal((await exchangeRaw(plain, GET)).status, 200);
  assert.equal((await exchangeRaw(secure, GET, { tls: { ca: certificate.cert, servername: "localhost" } })).status, 200);
  assert.deepEqual(
    echo.received.map(({ headers }) => headers["x-forwarded-proto"]),
    ["http", "https"],
  );
});

test("the bound on connections is of all listeners together, and a drain lets go of all", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const { gateway } = stack.adopt(
    await startTestGateway({
      upstream: echo.base,
      api: { public: true },
      config: { listen: ["127.0.0.1:0", "127.0.0.1:0"], protocol: { connections_per_ip: 1 } },
    }),
    (started) => started.close(),
  );
  const [first = 0, second = 0] = gateway.ports;
  await using kept = await RawClient.connect(first);
  assert.equal((await kept.send(GET.replace("Connection: close\r\n", "")).answer()).status, 200);
  await using refused = await RawClient.connect(second);
  assert.equal(await refused.send(GET).rest(), "");
  await gateway.close(1_000);
  for (const port of [first, second]) await assert.rejects(RawClient.connect(port), { code: "ECONNREFUSED" });
});

test("a mistake in one listener of a list is told with its place", async () => {
  await assert.rejects(
    startTestGateway({
      upstream: "http://127.0.0.1:1",
      api: { public: true },
      config: { listen: ["127.0.0.1:0", { address: "127.0.0.1:0", tls: { cert: "nowhere.pem", key: "nowhere.pem" } }] },
    }),
    /\/listen\/1\/tls\/cert/u,
  );
});
