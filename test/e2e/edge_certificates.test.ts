/** Certificates of listeners: by SNI, renewed while connections stay, stapled OCSP, sessions that are resumed. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Authority } from "../support/authority.ts";
import { startEcho } from "../support/echo.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { RawClient } from "../support/raw_client.ts";
import { handshake } from "../support/tls_client.ts";

const authority = new Authority();
const ca = authority.cert;
const GET = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";

interface Given {
  readonly tls: object;
  readonly files: Readonly<Record<string, string | Buffer>>;
}

async function serve(stack: AsyncDisposableStack, { tls, files }: Given): Promise<TestGateway> {
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const config = { listen: { address: "127.0.0.1:0", tls } };
  return stack.adopt(await startTestGateway({ upstream: echo.base, api: { public: true }, config, files }), (started) => started.close());
}

const write = ({ folder }: TestGateway, files: Readonly<Record<string, string | Buffer>>): void => {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
};

test("the host that a client names chooses the certificate: the exact one, its wildcard, or the first", async () => {
  await using stack = new AsyncDisposableStack();
  const first = authority.issue({ name: "first", hosts: ["localhost"] });
  const wild = authority.issue({ name: "wild", hosts: ["*.example.com"] });
  const exact = authority.issue({ name: "exact", hosts: ["api.example.com"] });
  const { port } = await serve(stack, {
    tls: { certificates: ["first", "wild", "exact"].map((name) => ({ cert: `${name}.pem`, key: `${name}.key` })) },
    files: {
      "first.pem": first.cert,
      "first.key": first.key,
      "wild.pem": wild.cert,
      "wild.key": wild.key,
      "exact.pem": exact.cert,
      "exact.key": exact.key,
    },
  });
  const rows: readonly (readonly [servername: string, common: string])[] = [
    ["localhost", "first"],
    ["www.example.com", "wild"],
    ["API.example.com", "exact"],
    ["a.b.example.com", "first"],
    ["", "first"],
  ];
  for (const [servername, common] of rows) {
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const { certificate, version } = await handshake(port, { ca, servername, maxVersion, checkServerIdentity: () => undefined });
      assert.deepEqual([certificate.subject.CN, version], [common, maxVersion], servername);
    }
  }
});

test("new files are served from the next reload on, without dropping a connection; broken ones leave what was", async () => {
  await using stack = new AsyncDisposableStack();
  const [before, after] = [1, 2].map((serial) => authority.issue({ name: `number ${serial}`, hosts: ["localhost"], serial }));
  assert.ok(before !== undefined && after !== undefined);
  const gateway = await serve(stack, { tls: { cert: "a.pem", key: "a.key" }, files: { "a.pem": before.cert, "a.key": before.key } });
  const options = { ca, servername: "localhost" };
  await using kept = await RawClient.connect(gateway.port, { tls: options });
  assert.equal((await kept.send(GET).answer()).status, 200);
  write(gateway, { "a.pem": after.cert });
  const issues = await gateway.gateway.reload();
  assert.deepEqual(
    issues.map(({ code, pointer }) => [code, pointer]),
    [["config.tls", "/listen/tls/key"]],
  );
  assert.equal((await handshake(gateway.port, options)).certificate.serialNumber, "01");
  write(gateway, { "a.key": after.key });
  assert.deepEqual(await gateway.gateway.reload(), []);
  assert.equal((await handshake(gateway.port, options)).certificate.serialNumber, "02");
  assert.equal((await kept.send(GET).answer()).status, 200);
});

test("an OCSP response is stapled while it is current, and not once it is stale", async () => {
  await using stack = new AsyncDisposableStack();
  const certificate = authority.issue({ name: "stapled", hosts: ["localhost"], serial: 77 });
  const response = authority.ocsp({ serial: 77 });
  const gateway = await serve(stack, {
    tls: { cert: "a.pem", key: "a.key", ocsp: "a.der" },
    files: { "a.pem": certificate.cert, "a.key": certificate.key, "a.der": response },
  });
  const options = { ca, servername: "localhost", requestOCSP: true };
  assert.deepEqual((await handshake(gateway.port, options)).ocsp, response);
  assert.equal((await handshake(gateway.port, { ...options, requestOCSP: false })).ocsp, null);
  write(gateway, { "a.der": authority.ocsp({ serial: 77, forMs: -1_000 }) });
  assert.deepEqual(
    (await gateway.gateway.reload()).map(({ severity, code }) => [severity, code]),
    [["warning", "config.tls_ocsp"]],
  );
  assert.equal((await handshake(gateway.port, options)).ocsp, null);
});

test("a session is resumed, also after the certificate was renewed, but never at another listener", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const certificate = authority.issue({ name: "a", hosts: ["localhost"] });
  const tls = { cert: "a.pem", key: "a.key" };
  const listen = [1, 2].map(() => ({ address: "127.0.0.1:0", tls }));
  const gateway = stack.adopt(
    await startTestGateway({
      upstream: echo.base,
      api: { public: true },
      config: { listen },
      files: { "a.pem": certificate.cert, "a.key": certificate.key },
    }),
    (started) => started.close(),
  );
  const [first = 0, second = 0] = gateway.gateway.ports;
  for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
    const options = { ca, servername: "localhost", maxVersion };
    const { session, resumed } = await handshake(first, options);
    assert.ok(session !== null && !resumed);
    const again = await handshake(first, { ...options, session });
    assert.ok(again.resumed && again.text.startsWith("HTTP/1.1 200"), maxVersion);
    const renewed = authority.issue({ name: "b", hosts: ["localhost"] });
    write(gateway, { "a.pem": renewed.cert, "a.key": renewed.key });
    assert.deepEqual(await gateway.gateway.reload(), []);
    assert.ok((await handshake(first, { ...options, session: again.session ?? session })).resumed, maxVersion);
    assert.equal((await handshake(second, { ...options, session: again.session ?? session })).resumed, false, maxVersion);
  }
});

test("the modern preset speaks TLS 1.3 alone", async () => {
  await using stack = new AsyncDisposableStack();
  const certificate = authority.issue({ name: "a", hosts: ["localhost"] });
  const { port } = await serve(stack, {
    tls: { cert: "a.pem", key: "a.key", security: "modern" },
    files: { "a.pem": certificate.cert, "a.key": certificate.key },
  });
  const options = { ca, servername: "localhost" };
  assert.equal((await handshake(port, options)).version, "TLSv1.3");
  await assert.rejects(handshake(port, { ...options, maxVersion: "TLSv1.2" }), { code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION" });
});
