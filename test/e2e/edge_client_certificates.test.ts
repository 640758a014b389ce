/**
 * Callers' certificates: asked for by the listener, needed by the API that Host selects, and never carried over to a connection or session that was made under other
 * authorities, revocations or rules.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import http2 from "node:http2";
import { join } from "node:path";
import { test } from "node:test";
import tls from "node:tls";
import { eventually } from "../support/edge.ts";
import { Authority } from "../support/authority.ts";
import { type Echo, startEcho } from "../support/echo.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { RawClient } from "../support/raw_client.ts";
import { type Handshake, handshake } from "../support/tls_client.ts";

const authority = new Authority();
const server = authority.issue({ name: "server", hosts: ["need.example", "may.example", "never.example"] });
const alice = authority.issue({ name: "alice", use: "client" });
const revoked = authority.issue({ name: "revoked", use: "client" });
const FILES = {
  "server.pem": server.cert,
  "server.key": server.key,
  "ca.pem": authority.cert,
  "crl.pem": authority.revocations([revoked.serial]),
};
const ASK = { ca: "ca.pem", crl: "crl.pem", mode: "optional" };
const VERSIONS = ["TLSv1.2", "TLSv1.3"] as const;

const asking = (ask: object | null) => ({
  address: "127.0.0.1:0",
  tls: { cert: "server.pem", key: "server.key", ...(ask === null ? {} : { client_certificates: ask }) },
});

interface World {
  readonly echo: Echo;
  readonly gateway: TestGateway;
}

async function serve(stack: AsyncDisposableStack, listen: readonly object[] = [asking(ASK)], certificate = "required"): Promise<World> {
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const api = (host: string, need: string) => ({
    routes: "any",
    public: true,
    upstream: echo.base,
    hosts: [host],
    client_certificate: need,
  });
  const gateway = stack.adopt(
    await startTestGateway({
      upstream: echo.base,
      apis: [api("need.example", certificate), api("may.example", "optional"), api("never.example", "none")].map((each, index) => ({
        ...each,
        name: `api_${index}`,
      })),
      config: { listen },
      files: FILES,
    }),
    (started) => started.close(),
  );
  return { echo, gateway };
}

const to = (host: string): string => `GET /a HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
const statusOf = ({ text }: Handshake): number => Number(text.slice(9, 12));
const codeOf = ({ text }: Handshake): string => /urn:portcullis:problem:(\w+)/u.exec(text)?.[1] ?? "";
const trust = { ca: authority.cert, servername: "may.example" };

test("the API that Host selects decides, whatever host was named to TLS; what can't be verified is no certificate", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway } = await serve(stack);
  const stranger = new Authority("stranger").issue({ name: "alice", use: "client" });
  const expired = authority.issue({ name: "expired", use: "client", days: -0.5 });
  const wrongUse = authority.issue({ name: "a server", hosts: ["a.example"] });
  const INVALID = "client_certificate_invalid";
  const rows: readonly (readonly [what: string, shown: object, need: string, may: string])[] = [
    ["none", {}, "client_certificate_required", ""],
    ["a good one", { cert: alice.cert, key: alice.key }, "", ""],
    ["of a stranger", { cert: stranger.cert, key: stranger.key }, INVALID, INVALID],
    ["a revoked one", { cert: revoked.cert, key: revoked.key }, INVALID, INVALID],
    ["an expired one", { cert: expired.cert, key: expired.key }, INVALID, INVALID],
    ["a server's", { cert: wrongUse.cert, key: wrongUse.key }, INVALID, INVALID],
  ];
  for (const maxVersion of VERSIONS) {
    for (const [what, shown, need, may] of rows) {
      for (const [host, code] of [
        ["need.example", need],
        ["may.example", may],
        ["never.example", ""],
      ] as const) {
        const answer = await handshake(gateway.port, { ...trust, ...shown, maxVersion }, to(host));
        assert.deepEqual([statusOf(answer), codeOf(answer)], [code === "" ? 200 : 403, code], `${what} at ${host}, ${maxVersion}`);
      }
    }
  }
  // Of six: none and a good one pass at may.example, the good one at need.example, all at never.example.
  assert.equal(echo.received.length, 2 * (2 + 1 + 6));
  const refused = gateway.records.find(({ code }) => code === "client_certificate_invalid");
  assert.deepEqual([refused?.by, refused?.phase, refused?.findings[0]?.place], ["connection", "routing", "connection:tls"]);
});

test("a host that the served certificate does not name is misdirected, unless the operator lets it stand for any", async () => {
  await using stack = new AsyncDisposableStack();
  const any = asking(null);
  const { gateway } = await serve(stack, [asking(ASK), { ...any, tls: { ...any.tls, hosts: ["*"] } }]);
  const [strict = 0, open = 0] = gateway.gateway.ports;
  const answer = await handshake(strict, trust, to("other.example"));
  assert.deepEqual([statusOf(answer), codeOf(answer)], [421, "misdirected_host"]);
  assert.equal(codeOf(await handshake(open, trust, to("other.example"))), "undeclared_api");
});

test("a connection that never asked for a certificate is the wrong one for an API that needs it", async () => {
  await using stack = new AsyncDisposableStack();
  const { echo, gateway } = await serve(stack, [asking(ASK), asking(null), { address: "127.0.0.1:0" }]);
  const [, unasked = 0, plain = 0] = gateway.gateway.ports;
  const answer = await handshake(unasked, { ...trust, cert: alice.cert, key: alice.key }, to("need.example"));
  assert.deepEqual([statusOf(answer), codeOf(answer)], [421, "misdirected_client_certificate"]);
  await using client = await RawClient.connect(plain);
  assert.equal((await client.send(to("need.example")).answer()).status, 421);
  assert.equal(statusOf(await handshake(unasked, trust, to("may.example"))), 200);
  assert.equal(echo.received.length, 1);
});

test("over HTTP/2 every stream is judged for itself", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await serve(stack);
  const statuses = async (shown: object): Promise<readonly unknown[]> => {
    const session = http2.connect(`https://127.0.0.1:${gateway.port}`, { ...trust, ...shown });
    stack.defer(() => session.destroy());
    const ask = (authority: string): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const stream = session.request({ ":path": "/a", ":authority": authority });
        stream.on("response", (fields) => resolve(fields[":status"]));
        stream.on("error", reject);
        stream.resume();
      });
    session.on("error", () => {});
    return await Promise.all(["need.example", "may.example", "never.example", "other.example"].map(ask));
  };
  assert.deepEqual(await statuses({ cert: alice.cert, key: alice.key }), [200, 200, 200, 421]);
  assert.deepEqual(await statuses({}), [403, 200, 200, 421]);
  assert.deepEqual(await statuses({ cert: revoked.cert, key: revoked.key }), [403, 403, 200, 421]);
});

test("where the listener requires one, there is no exchange without", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await serve(stack, [asking({ ...ASK, mode: "required" })], "optional");
  for (const maxVersion of VERSIONS) {
    assert.equal(
      statusOf(await handshake(gateway.port, { ...trust, cert: alice.cert, key: alice.key, maxVersion }, to("never.example"))),
      200,
    );
    for (const shown of [{}, { cert: revoked.cert, key: revoked.key }]) {
      const text = await handshake(gateway.port, { ...trust, ...shown, maxVersion }, to("never.example")).then(
        (answer) => answer.text,
        () => "",
      );
      assert.equal(text, "", maxVersion);
    }
  }
  assert.equal(gateway.records.length, 2);
});

test("a renegotiation is refused", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await serve(stack);
  const socket = tls.connect({ host: "127.0.0.1", port: gateway.port, ...trust, maxVersion: "TLSv1.2" });
  stack.defer(() => void socket.destroy());
  const error = await new Promise<unknown>((resolve) => {
    socket.on("error", resolve);
    socket.on("close", () => resolve("closed"));
    socket.on("secureConnect", () => socket.renegotiate({ rejectUnauthorized: true }, (failure) => resolve(failure ?? "renegotiated")));
  });
  assert.match(String(error), /no renegotiation/u);
});

test("a session is resumed with the certificate it was made with, and one without stays without", async () => {
  await using stack = new AsyncDisposableStack();
  const { gateway } = await serve(stack);
  for (const maxVersion of VERSIONS) {
    const options = { ...trust, maxVersion };
    for (const [shown, status] of [
      [{ cert: alice.cert, key: alice.key }, 200],
      [{}, 403],
    ] as const) {
      const { session } = await handshake(gateway.port, { ...options, ...shown }, to("may.example"));
      assert.ok(session !== null);
      const again = await handshake(gateway.port, { ...options, session }, to("need.example"));
      assert.deepEqual([again.resumed, statusOf(again)], [true, status], `${maxVersion} ${status}`);
    }
  }
});

/** What changes, and what the caller from before then gets at need.example with its old session and certificate. */
const CHANGES: readonly (readonly [what: string, change: (world: World) => void, status: number])[] = [
  [
    "the revocations",
    ({ gateway }) => writeFileSync(join(gateway.folder, "crl.pem"), authority.revocations([revoked.serial, alice.serial])),
    403,
  ],
  [
    "the authorities",
    ({ gateway }) => {
      const other = new Authority("other");
      writeFileSync(join(gateway.folder, "ca.pem"), other.cert);
      writeFileSync(join(gateway.folder, "crl.pem"), other.revocations([]));
    },
    403,
  ],
  [
    "whether a certificate is asked for",
    ({ gateway }) => {
      const config: unknown = JSON.parse(readFileSync(gateway.configFile, "utf8"));
      assert.ok(typeof config === "object" && config !== null && "apis" in config && Array.isArray(config.apis));
      const apis = config.apis.map((api: object) => ({ ...api, client_certificate: "optional" }));
      writeFileSync(gateway.configFile, JSON.stringify({ ...config, listen: [asking(null)], apis }));
    },
    200,
  ],
];

for (const [what, change, status] of CHANGES) {
  test(`once ${what} changed, no session and no connection from before is good for anything`, async () => {
    await using stack = new AsyncDisposableStack();
    const world = await serve(stack);
    const { gateway } = world;
    const shown = { cert: alice.cert, key: alice.key };
    const sessions = new Map<string, Buffer>();
    for (const maxVersion of VERSIONS) {
      const { session, text } = await handshake(gateway.port, { ...trust, ...shown, maxVersion }, to("need.example"));
      assert.ok(session !== null && text.startsWith("HTTP/1.1 200"));
      sessions.set(maxVersion, session);
    }
    await using kept = await RawClient.connect(gateway.port, { tls: { ...trust, ...shown } });
    assert.equal((await kept.send("GET /a HTTP/1.1\r\nHost: need.example\r\n\r\n").answer()).status, 200);
    change(world);
    assert.deepEqual(
      (await gateway.gateway.reload()).filter(({ severity }) => severity === "error"),
      [],
    );
    for (const maxVersion of VERSIONS) {
      const session = sessions.get(maxVersion);
      const again = await handshake(
        gateway.port,
        { ...trust, ...shown, maxVersion, ...(session === undefined ? {} : { session }) },
        to("need.example"),
      );
      assert.deepEqual([again.resumed, statusOf(again)], [false, status], maxVersion);
    }
    // The kept connection ends by itself; a request that comes before is told to go elsewhere.
    const rest = await kept.send(to("may.example")).rest();
    assert.match(rest, /^(?:$|HTTP\/1\.1 421 )/u);
    await eventually(() => gateway.records.length >= 3, "the records");
  });
}
