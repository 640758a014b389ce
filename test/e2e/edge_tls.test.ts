/** TLS at the edge: 1.2 at least, 1.3 where the client can, plain HTTP on the port is no HTTP. */
import assert from "node:assert/strict";
import net from "node:net";
import https from "node:https";
import { test } from "node:test";
import tls from "node:tls";
import { makeCertificate } from "../support/certificate.ts";
import { startEcho } from "../support/echo.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { exchangeRaw, RawClient } from "../support/raw_client.ts";

const certificate = makeCertificate();
const GET = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";

async function before(stack: AsyncDisposableStack, minVersion?: string) {
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const gateway: TestGateway = stack.adopt(
    await startTestGateway({
      upstream: echo.base,
      api: { public: true },
      config: {
        listen: {
          address: "127.0.0.1:0",
          tls: { cert: "cert.pem", key: "key.pem", ...(minVersion === undefined ? {} : { min_version: minVersion }) },
        },
      },
      files: { "cert.pem": certificate.cert, "key.pem": certificate.key },
    }),
    (started) => started.close(),
  );
  return { echo, gateway };
}

/** The protocol that was agreed on, or the code of the failure. */
function handshake(port: number, version: tls.SecureVersion): Promise<string> {
  return new Promise((resolve) => {
    const socket = tls.connect({
      host: "127.0.0.1",
      port,
      ca: certificate.cert,
      minVersion: version,
      maxVersion: version,
      // What OpenSSL needs to offer the old versions at all.
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    socket.on("secureConnect", () => {
      resolve(socket.getProtocol() ?? "");
      socket.destroy();
    });
    socket.on("error", (error: Error & { code?: string }) => resolve(error.code ?? error.message));
    socket.on("close", () => resolve("closed"));
  });
}

test("TLS 1.2 and 1.3 are spoken, older versions are not", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(stack);
  assert.equal(await handshake(gateway.port, "TLSv1.3"), "TLSv1.3");
  assert.equal(await handshake(gateway.port, "TLSv1.2"), "TLSv1.2");
  for (const version of ["TLSv1.1", "TLSv1"] as const) assert.match(await handshake(gateway.port, version), /VERSION|PROTOCOL/u, version);
});

test("`min_version: 1.3` refuses TLS 1.2", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(stack, "1.3");
  assert.equal(await handshake(gateway.port, "TLSv1.3"), "TLSv1.3");
  assert.match(await handshake(gateway.port, "TLSv1.2"), /VERSION|PROTOCOL/u);
});

test("over TLS the upstream is told https, and a kept connection carries several exchanges", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway } = await before(stack);
  await using client = await RawClient.connect(gateway.port, { tls: { ca: certificate.cert, servername: "localhost" } });
  for (let count = 0; count < 2; count++) assert.equal((await client.send(GET).answer()).status, 200);
  assert.equal(echo.received.length, 2);
  assert.equal(echo.received[0]?.headers["x-forwarded-proto"], "https");
  assert.equal(echo.received[0]?.headers["forwarded"], "for=127.0.0.1;host=localhost;proto=https");
});

test("an http target on a TLS connection is refused", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway } = await before(stack);
  const options = { tls: { ca: certificate.cert, servername: "localhost" } };
  const mismatch = await exchangeRaw(gateway.port, "GET http://localhost/a HTTP/1.1\r\nHost: localhost\r\n\r\n", options);
  assert.equal(mismatch.status, 400);
  assert.match(mismatch.body, /target_scheme_mismatch/u);
  const same = await exchangeRaw(gateway.port, "GET https://localhost/a HTTP/1.1\r\nHost: localhost\r\n\r\n", options);
  assert.equal(same.status, 200);
  assert.equal(echo.received.length, 1);
});

test("plain HTTP to the TLS port gets no HTTP answer and reaches nobody", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway } = await before(stack);
  await using client = await RawClient.connect(gateway.port);
  assert.doesNotMatch(await client.send(GET).rest(), /HTTP\/1/u);
  assert.equal(echo.received.length, 0);
  assert.equal(gateway.records.length, 0);
});

test("an https upstream is verified: by the authority that is configured, or not at all asked", async () => {
  await using stack = new AsyncDisposableStack();
  let asked = 0;
  const server = https.createServer({ cert: certificate.cert, key: certificate.key }, (_request, response) => {
    asked++;
    response.end("secret");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = `https://localhost:${port}`;
  const trusting = stack.adopt(
    await startTestGateway({
      upstream: url,
      api: { public: true, upstream: { url, ca: "ca.pem" } },
      files: { "ca.pem": certificate.cert },
    }),
    (started) => started.close(),
  );
  assert.equal((await exchangeRaw(trusting.port, GET)).body, "secret");
  const strict = stack.adopt(await startTestGateway({ upstream: url, api: { public: true } }), (started) => started.close());
  const refused = await exchangeRaw(strict.port, GET);
  assert.equal(refused.status, 502);
  assert.equal((await strict.record()).code, "upstream_unreachable");
  assert.equal(asked, 1);
});

test("a handshake that never begins does not hold up others", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(stack);
  const silent = net.connect(gateway.port, "127.0.0.1");
  stack.defer(() => void silent.destroy());
  silent.on("error", () => {});
  assert.equal((await exchangeRaw(gateway.port, GET, { tls: { ca: certificate.cert, servername: "localhost" } })).status, 200);
});
