/** TLS to an upstream: authorities, name, pinned key, client certificate and lowest version, each of which fails closed; certificates that change while it runs. */
import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import tls from "node:tls";
import { type Certificate, makeCertificate } from "../support/certificate.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { exchangeRaw, field } from "../support/raw_client.ts";
import { ReadMetrics } from "../support/read_metrics.ts";

const GET = "GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n";
const server = makeCertificate();
const client = makeCertificate();
const other = makeCertificate();

const pinOf = ({ cert }: Certificate): string =>
  `sha256/${createHash("sha256")
    .update(new X509Certificate(cert).publicKey.export({ type: "spki", format: "der" }))
    .digest("base64")}`;
const serialOf = ({ cert }: Certificate): string => new X509Certificate(cert).fingerprint256;

interface TlsUpstream {
  readonly port: number;
  /** Bytes of requests, all connections together. */
  received: string;
  /** SNI of each connection that sent one. */
  readonly names: string[];
  close(): Promise<void>;
}

/** Answers with the fingerprint of the client's certificate in `x-client`. */
async function startTlsUpstream(options: tls.TlsOptions): Promise<TlsUpstream> {
  const sockets = new Set<tls.TLSSocket>();
  // Why here: a client that does not like the certificate leaves before the connection is there.
  const SNICallback: tls.TlsOptions["SNICallback"] = (name, done) => {
    upstream.names.push(name);
    done(null);
  };
  const listener = tls.createServer({ cert: server.cert, key: server.key, SNICallback, ...options }, (socket) => {
    sockets.add(socket);
    const shown = socket.getPeerX509Certificate()?.fingerprint256 ?? "none";
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      upstream.received += chunk.toString("latin1");
      socket.write(`HTTP/1.1 200 OK\r\nX-Client: ${shown}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      socket.end();
    });
  });
  listener.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => void listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  const upstream: TlsUpstream = {
    port: address.port,
    received: "",
    names: [],
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        listener.close(() => resolve());
      }),
  };
  return upstream;
}

async function before(
  stack: AsyncDisposableStack,
  options: { readonly server?: tls.TlsOptions; readonly host?: string; readonly tls?: object; readonly watch?: boolean },
) {
  const upstream = stack.adopt(await startTlsUpstream(options.server ?? {}), (each) => each.close());
  const gateway: TestGateway = stack.adopt(
    await startTestGateway({
      upstream: "",
      api: {
        public: true,
        upstream: {
          url: `https://${options.host ?? "127.0.0.1"}:${upstream.port}`,
          ca: "ca.pem",
          ...(options.tls === undefined ? {} : { tls: options.tls }),
        },
      },
      watch: options.watch ?? false,
      files: { "ca.pem": server.cert, "client.pem": client.cert, "client.key": client.key },
    }),
    (each) => each.close(),
  );
  return { upstream, gateway };
}

test("the pinned key of the server's own certificate is accepted, another is not, and no byte of a request goes to who has another", async () => {
  const rows = [
    [[pinOf(server)], "TLSv1.3", 200],
    [[pinOf(other), pinOf(server)], "TLSv1.3", 200],
    [[pinOf(other)], "TLSv1.3", 502],
    // Where the server's last flight ends the handshake, so that what waits could leave with it.
    [[pinOf(server)], "TLSv1.2", 200],
    [[pinOf(other)], "TLSv1.2", 502],
  ] as const;
  for (const [pins, maxVersion, status] of rows) {
    await using stack = new AsyncDisposableStack();
    const { upstream, gateway } = await before(stack, { server: { maxVersion }, tls: { pins } });
    assert.equal((await exchangeRaw(gateway.port, GET)).status, status);
    assert.equal(upstream.received === "", status === 502, "bytes reached the upstream");
    if (status === 200) continue;
    const record = await gateway.record();
    assert.deepEqual(
      [record.code, record.findings[0]?.message],
      ["upstream_unreachable", "the upstream's certificate has none of the pinned keys"],
    );
  }
  assert.equal(rows.length, 5);
});

test("a pin replaces no authority: a pinned certificate that nobody vouches for is refused", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, { server: { cert: other.cert, key: other.key }, tls: { pins: [pinOf(other)] } });
  assert.equal((await exchangeRaw(gateway.port, GET)).status, 502);
  assert.equal(upstream.received, "");
});

test("the name that is asked for and expected is the URL's, or the one that is configured", async () => {
  const rows = [
    ["localhost", undefined, 200, "localhost"],
    ["127.0.0.1", undefined, 200, null],
    ["127.0.0.1", { server_name: "localhost" }, 200, "localhost"],
    ["localhost", { server_name: "api.test" }, 502, "api.test"],
  ] as const;
  for (const [host, options, status, name] of rows) {
    await using stack = new AsyncDisposableStack();
    const { upstream, gateway } = await before(stack, { host, ...(options === undefined ? {} : { tls: options }) });
    assert.equal((await exchangeRaw(gateway.port, GET)).status, status, host);
    assert.deepEqual(upstream.names, name === null ? [] : [name]);
    assert.equal(upstream.received === "", status === 502);
  }
  assert.equal(rows.length, 4);
});

test("an upstream that speaks less than the lowest version is refused", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, { server: { maxVersion: "TLSv1.2" }, tls: { min_version: "1.3" } });
  assert.equal((await exchangeRaw(gateway.port, GET)).status, 502);
  assert.equal(upstream.received, "");
});

test("the client certificate is shown, and a new one as soon as its file changes", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(stack, {
    server: { requestCert: true, rejectUnauthorized: false },
    tls: { cert: "client.pem", key: "client.key" },
  });
  assert.equal(field(await exchangeRaw(gateway.port, GET), "x-client"), serialOf(client));
  writeFileSync(join(gateway.folder, "client.pem"), other.cert);
  const issues = await gateway.gateway.reload();
  assert.deepEqual(
    issues.map(({ code, pointer }) => [code, pointer]),
    [["config.tls", "/apis/0/upstream/tls/key"]],
    "a certificate without its key never comes into force",
  );
  assert.equal(field(await exchangeRaw(gateway.port, GET), "x-client"), serialOf(client));
  writeFileSync(join(gateway.folder, "client.key"), other.key);
  assert.deepEqual(await gateway.gateway.reload(), []);
  assert.equal(field(await exchangeRaw(gateway.port, GET), "x-client"), serialOf(other));
});

test("a server that wants a certificate gets none where none is configured, and refuses", async () => {
  await using stack = new AsyncDisposableStack();
  const { upstream, gateway } = await before(stack, { server: { requestCert: true, rejectUnauthorized: true, ca: client.cert } });
  assert.equal((await exchangeRaw(gateway.port, GET)).status, 502);
  assert.equal(upstream.received, "");
});

test("the metrics say when each file's certificates expire", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(stack, { tls: { cert: "client.pem", key: "client.key" } });
  const metrics = await ReadMetrics.of(gateway);
  for (const [name, kind, { cert }] of [
    ["ca.pem", "upstream_ca", server],
    ["client.pem", "upstream_client", client],
  ] as const)
    assert.equal(
      metrics.value("portcullis_certificate_expiry_timestamp_seconds", `name="${name}"`, `kind="${kind}"`),
      Date.parse(new X509Certificate(cert).validTo) / 1_000,
      name,
    );
});

test("files that change are read again without a word to the gateway", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await before(stack, {
    server: { requestCert: true, rejectUnauthorized: false },
    tls: { cert: "client.pem", key: "client.key" },
    watch: true,
  });
  assert.equal(field(await exchangeRaw(gateway.port, GET), "x-client"), serialOf(client));
  writeFileSync(join(gateway.folder, "client.pem"), other.cert);
  writeFileSync(join(gateway.folder, "client.key"), other.key);
  let shown = serialOf(client);
  while (shown === serialOf(client)) shown = field(await exchangeRaw(gateway.port, GET), "x-client") ?? "";
  assert.equal(shown, serialOf(other));
});
