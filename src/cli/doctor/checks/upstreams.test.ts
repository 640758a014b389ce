import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import http2 from "node:http2";
import { createServer } from "node:https";
import net from "node:net";
import { test, type TestContext } from "node:test";
import { type Certificate, makeCertificate } from "../../../../test/support/certificate.ts";
import { startEcho } from "../../../../test/support/echo.ts";
import { diagnose, patientIn } from "../../../../test/support/doctor.ts";
import { upstreams } from "./upstreams.ts";

const certificate = makeCertificate(-1, 100);

function portOf(server: net.Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function listening(context: TestContext, server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close());
  return portOf(server);
}

test("an upstream that answers is well, whatever its status; 503, nothing there, a silent one and a nameless one are not", async (context) => {
  const echo = await startEcho();
  context.after(() => echo.close());
  const worn = await startEcho((_request, response) => response.writeHead(503).end());
  context.after(() => worn.close());
  const silent = await listening(context, net.createServer());
  const gone = net.createServer();
  const free = await new Promise<number>((resolve) => gone.listen(0, "127.0.0.1", () => resolve(portOf(gone))));
  await new Promise((resolve) => gone.close(resolve));
  const rows = [
    [echo.base, /^ok: apis\[0\]\.upstream `[^`]+` answers$/u],
    [worn.base, /^warning: .* answers 503$/u],
    [`http://127.0.0.1:${free}`, /^failure: .*: nothing listens there$/u],
    [{ url: `http://127.0.0.1:${silent}`, connect_timeout: "100ms" }, /^failure: .*: no answer within `connect_timeout`$/u],
    ["http://no-such-name.invalid", /^failure: .*: the name does not resolve$/u],
  ] as const;
  for (const [upstream, expected] of rows)
    assert.match((await diagnose(upstreams, patientIn(context, { api: { upstream } })))[0] ?? "", expected);
  assert.equal(echo.received[0]?.method, "HEAD");
});

test("an upstream that expects the PROXY protocol is asked in it, before TLS too", async (context) => {
  const echo = await startEcho();
  context.after(() => echo.close());
  const secure = await listening(
    context,
    createServer(certificate, (_request, response) => response.end()),
  );
  /** Takes the line away and hands the rest on. */
  const strict = (to: number): Promise<number> =>
    listening(
      context,
      net.createServer((near) => {
        near.on("error", () => {});
        near.once("readable", () => {
          const header: unknown = near.read("PROXY UNKNOWN\r\n".length);
          if (String(header) !== "PROXY UNKNOWN\r\n") near.destroy();
          else near.pipe(net.connect(to, "127.0.0.1").on("error", () => {})).pipe(near);
        });
      }),
    );
  const plain = `http://127.0.0.1:${await strict(echo.port)}`;
  const tlsUrl = `https://127.0.0.1:${await strict(secure)}`;
  const told = async (upstream: object): Promise<string> =>
    (await diagnose(upstreams, patientIn(context, { api: { upstream }, files: { "ca.pem": certificate.cert } })))[0] ?? "";
  assert.match(await told({ url: plain }), /^failure: /u);
  assert.match(await told({ url: plain, proxy_protocol: "v1" }), /^ok: .* answers$/u);
  assert.match(await told({ url: tlsUrl, proxy_protocol: "v1", ca: "ca.pem" }), /^ok: .* answers; its certificate has/u);
  // To a server that does not expect it, the header is a request line that is none.
  assert.match(
    await told({ url: echo.base, proxy_protocol: "v1" }),
    /^warning: .* answers 400 to a connection that begins with the PROXY protocol$/u,
  );
});

function pinOf({ cert }: Certificate): string {
  const key = new X509Certificate(cert).publicKey.export({ type: "spki", format: "der" });
  return `sha256/${createHash("sha256").update(key).digest("base64")}`;
}

test("every target of an API is asked, one that two share once", async (context) => {
  const echo = await startEcho();
  context.after(() => echo.close());
  const targets = [{ url: echo.base }, { url: "http://no-such-name.invalid" }];
  const told = await diagnose(upstreams, patientIn(context, { api: { upstream: { targets } } }));
  assert.equal(told.length, 2);
  assert.match(told.join("\n"), /^ok: apis\[0\]\.upstream\.targets\[0\] `[^`]+` answers\nfailure: apis\[0\]\.upstream\.targets\[1\] /u);
});

test("TLS: the authority that is named accepts it; without it, for another name or key, expired, and where there is none, it is told", async (context) => {
  const serve = (made: Certificate) =>
    listening(
      context,
      createServer(made, (_request, response) => response.end()),
    );
  const port = await serve(certificate);
  const expired = makeCertificate(-9, -1);
  const old = await serve(expired);
  const echo = await startEcho();
  context.after(() => echo.close());
  const files = { "ca.pem": certificate.cert, "old.pem": expired.cert };
  const rows = [
    [{ url: `https://127.0.0.1:${port}`, ca: "ca.pem" }, /^ok: .* answers; its certificate has 99 days left$/u],
    [`https://127.0.0.1:${port}`, /^failure: .*: its certificate is of nobody that is trusted here$/u],
    [
      { url: `https://127.0.0.1:${port}`, ca: "ca.pem", tls: { server_name: "other.example" } },
      /^failure: .*: its certificate names others$/u,
    ],
    [{ url: `https://127.0.0.1:${port}`, ca: "ca.pem", tls: { server_name: "localhost" } }, /^ok: /u],
    [{ url: `https://127.0.0.1:${port}`, ca: "ca.pem", tls: { pins: [pinOf(certificate)] } }, /^ok: /u],
    [
      { url: `https://127.0.0.1:${port}`, ca: "ca.pem", tls: { pins: [pinOf(expired)] } },
      /^failure: .*: the key of its certificate is none of `tls\.pins`$/u,
    ],
    [{ url: `https://127.0.0.1:${old}`, ca: "old.pem" }, /^failure: .*: its certificate has expired$/u],
    [{ url: `https://127.0.0.1:${echo.port}`, ca: "ca.pem" }, /^failure: .*: no TLS of version 1\.2 or later there$/u],
  ] as const;
  for (const [upstream, expected] of rows)
    assert.match((await diagnose(upstreams, patientIn(context, { api: { upstream }, files })))[0] ?? "", expected);
});

test("an upstream with `http2` is asked over it, with TLS and without; one that speaks HTTP/1.1 alone is told", async (context) => {
  const answer = (_request: unknown, response: http2.Http2ServerResponse): void => void response.end();
  const secure = await listening(context, http2.createSecureServer(certificate, answer));
  const clear = await listening(context, http2.createServer(answer));
  const echo = await startEcho();
  context.after(() => echo.close());
  const old = await listening(
    context,
    createServer(certificate, (_request, response) => response.end()),
  );
  const deaf = await listening(
    context,
    net.createServer((socket) => socket.on("error", () => {}).once("data", () => socket.resetAndDestroy())),
  );
  const files = { "ca.pem": certificate.cert };
  const rows = [
    [{ url: `https://127.0.0.1:${secure}`, ca: "ca.pem", http2: true }, /^ok: .* answers; its certificate has 99 days left$/u],
    [{ url: `http://127.0.0.1:${clear}`, http2: true }, /^ok: .* answers$/u],
    [{ url: `https://127.0.0.1:${secure}`, http2: true }, /^failure: .*: its certificate is of nobody that is trusted here$/u],
    [{ url: echo.base, http2: true }, /^failure: .*: takes connections and speaks no HTTP\/2$/u],
    [{ url: `https://127.0.0.1:${old}`, ca: "ca.pem", http2: true }, /^failure: /u],
    [{ url: `http://127.0.0.1:${deaf}`, http2: true }, /^failure: .*: takes connections and does not speak HTTP\/2 there$/u],
  ] as const;
  for (const [upstream, expected] of rows)
    assert.match((await diagnose(upstreams, patientIn(context, { api: { upstream }, files })))[0] ?? "", expected);
});
