/** Certificates by ACME from a real authority, end to end. */
import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import net from "node:net";
import { test } from "node:test";
import tls from "node:tls";
import { AcmeCertificates, type AcmeNotice } from "../../src/adapters/acme/acme_certificates.ts";
import { Challenges } from "../../src/adapters/acme/challenges.ts";
import { Authority } from "../support/authority.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { type Pebble, startPebble } from "../support/pebble.ts";
import { ReadMetrics } from "../support/read_metrics.ts";
import { freePort } from "../support/free_port.ts";
import { skipWithout } from "../support/servers.ts";
import { skipWorkers, startWorkers, without } from "../support/workers.ts";

const skip = skipWithout("pebble");
const WAIT_MS = 20_000;

/** The certificate that is shown to a client that names the host, or why there is none. */
function shown(port: number, servername: string, ALPNProtocols: string[] = ["http/1.1"]): Promise<X509Certificate | string> {
  return new Promise((resolve) => {
    const socket = tls.connect({ host: "127.0.0.1", port, servername, rejectUnauthorized: false, ALPNProtocols }, () => {
      resolve(socket.getPeerX509Certificate() ?? "no certificate");
      socket.destroy();
    });
    socket.on("error", (error) => resolve(error.message));
    socket.on("close", () => resolve("closed"));
  });
}

async function untilShown(port: number, host: string, fits: (certificate: X509Certificate) => boolean): Promise<X509Certificate> {
  for (const endMs = performance.now() + WAIT_MS; ; ) {
    const certificate = await shown(port, host);
    if (certificate instanceof X509Certificate && fits(certificate)) return certificate;
    assert.ok(performance.now() < endMs, `no such certificate of ${host} was served in time`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const fromPebble = ({ issuer }: X509Certificate): boolean => issuer.includes("Pebble Intermediate");

interface World extends AsyncDisposable {
  readonly folder: string;
  readonly pebble: Pebble;
  readonly plainPort: number;
  readonly tlsPort: number;
  start(challenge: string, hosts: readonly string[], state?: string): Promise<TestGateway>;
}

async function world(hosts: readonly string[]): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-acme-"));
  const [plainPort, tlsPort] = [await freePort(), await freePort()];
  const pebble = await startPebble({ folder, hosts, httpPort: plainPort, tlsPort });
  const gateways: TestGateway[] = [];
  return {
    folder,
    pebble,
    plainPort,
    tlsPort,
    start: async (challenge, wanted, state = join(folder, ".portcullis")) => {
      const acme = { directory: pebble.directory, email: "ops@example.com", hosts: wanted, challenge, ca: "ca.pem", terms_agreed: true };
      const gateway = await startTestGateway({
        upstream: "http://127.0.0.1:9",
        api: { public: true },
        files: { "ca.pem": pebble.ca },
        config: { state, listen: [`127.0.0.1:${plainPort}`, { address: `127.0.0.1:${tlsPort}`, tls: { acme } }] },
      });
      gateways.push(gateway);
      return gateway;
    },
    [Symbol.asyncDispose]: async () => {
      for (const gateway of gateways) await gateway.close();
      await pebble[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

for (const challenge of ["http-01", "tls-alpn-01"]) {
  test(`a certificate for each host is ordered by ${challenge} and served by the host that is named`, { skip }, async () => {
    const hosts = ["one.test", "two.test"];
    await using at = await world(hosts);
    const { adminPort, records } = await at.start(challenge, hosts);
    for (const host of hosts) {
      const certificate = await untilShown(at.tlsPort, host, fromPebble);
      assert.equal(certificate.subjectAltName, `DNS:${host}`);
    }
    assert.equal((await ReadMetrics.of({ adminPort, folder: at.folder })).value("portcullis_acme_orders_total", 'result="ok"'), 2);
    const asked = records.filter(({ path }) => path.startsWith("/.well-known/"));
    assert.equal(asked.length >= 2, challenge === "http-01");
    for (const { outcome, status } of asked) assert.deepEqual([outcome, status], ["answered", 200]);
    // With the order the challenge is over: nothing of it is served any more.
    assert.match(String(await shown(at.tlsPort, "one.test", ["acme-tls/1"])), /no application protocol|closed|ECONNRESET/u);
    const [directory = ""] = readdirSync(join(at.folder, ".portcullis", "acme"));
    const kept = readdirSync(join(at.folder, ".portcullis", "acme", directory)).toSorted();
    assert.deepEqual(kept, ["account.key", "one.test.pem", "two.test.pem"]);
    for (const name of kept) assert.equal(statSync(join(at.folder, ".portcullis", "acme", directory, name)).mode & 0o777, 0o600);
  });
}

test("a certificate that is due stays while the authority is down, is renewed while its connections go on, and lasts over a start", {
  skip,
}, async () => {
  await using at = await world(["old.test"]);
  const old = new Authority("before").issue({ name: "old.test", hosts: ["old.test"], fromDays: -80, days: 10 });
  const folder = join(at.folder, ".portcullis", "acme", createHash("sha256").update(at.pebble.directory).digest("hex").slice(0, 16));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "old.test.pem"), `${old.key}${old.cert}`, { mode: 0o600 });
  await at.pebble.stop();
  const without = await at.start("http-01", ["old.test"]);
  await until(
    async () => (await ReadMetrics.of({ ...without, folder: at.folder })).value("portcullis_acme_orders_total", 'result="failed"') === 1,
  );
  const stays = await shown(at.tlsPort, "old.test");
  assert.ok(stays instanceof X509Certificate);
  assert.equal(stays.fingerprint256, new X509Certificate(old.cert).fingerprint256);
  await without.close();
  await at.pebble.restart();
  const first = await at.start("http-01", ["old.test"]);
  const socket = tls.connect({ host: "127.0.0.1", port: at.tlsPort, servername: "old.test", rejectUnauthorized: false });
  await new Promise((resolve) => socket.once("secureConnect", resolve));
  const renewed = await untilShown(at.tlsPort, "old.test", fromPebble);
  socket.write("GET / HTTP/1.1\r\nhost: old.test\r\n\r\n");
  const answer = await new Promise<Buffer>((resolve) => socket.once("data", resolve));
  assert.match(answer.toString("latin1"), /^HTTP\/1\.1 [0-9]{3} /u);
  socket.destroy();
  assert.deepEqual(await first.gateway.reload(), []);
  const after = await shown(at.tlsPort, "old.test");
  assert.ok(after instanceof X509Certificate);
  assert.equal(after.fingerprint256, renewed.fingerprint256);
  await first.close();
  await at.pebble.stop();
  await at.start("http-01", ["old.test"]);
  const still = await shown(at.tlsPort, "old.test");
  assert.ok(still instanceof X509Certificate);
  assert.equal(still.fingerprint256, renewed.fingerprint256);
});

test("until its certificate is there a host is refused, and strangers' tokens go the normal way", { skip }, async () => {
  await using at = await world(["wait.test"]);
  await at.pebble.stop();
  const { records } = await at.start("http-01", ["wait.test"]);
  for (const host of ["wait.test", "other.test"]) assert.equal(typeof (await shown(at.tlsPort, host)), "string");
  const answer = await fetch(`http://127.0.0.1:${at.plainPort}/.well-known/acme-challenge/abc`);
  assert.equal(answer.status, 502);
  assert.equal(records.at(-1)?.outcome, "failed");
});

test("an authority that is down is asked again, and one that forgot the account is told it anew", { skip }, async () => {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "portcullis-acme-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const challenges = new Challenges();
  const server = net.createServer((socket) => challenges.validation.take(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => void server.close());
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const pebble = stack.use(await startPebble({ folder, hosts: ["up.test"], httpPort: 1, tlsPort: address.port }));
  await pebble.stop();
  const notices: AcmeNotice[] = [];
  const arrived = (change: string): Promise<void> => until(() => notices.some((notice) => notice.change === change));
  const certificates = new AcmeCertificates({
    root: join(folder, "acme"),
    challenges,
    nowMs: () => Date.now(),
    random: () => 0.5,
    onChange: () => {},
    onNotice: (notice) => void notices.push(notice),
    firstRetryMs: 100,
  });
  stack.defer(() => certificates.close());
  const acme = { directory: pebble.directory, email: null, hosts: ["up.test"], challenge: "tls-alpn-01", ca: pebble.ca } as const;
  certificates.use([{ certificates: [], awaited: acme.hosts, acme, security: "intermediate", minVersion: "TLSv1.2", clientAuth: null }]);
  certificates.start();
  await arrived("failed");
  assert.match(notices.find(({ change }) => change === "failed")?.failure ?? "", /ECONNREFUSED/u);
  await pebble.restart();
  await arrived("ordered");
  assert.match(JSON.stringify(certificates.orders()), /^\[\[\{"result":"ok"\},1\],\[\{"result":"failed"\},[1-9]/u);
  assert.doesNotMatch(JSON.stringify(notices), /PRIVATE KEY/u);
  const account = readFileSync(join(folder, "acme", readdirSync(join(folder, "acme"))[0] ?? "", "account.key"), "utf8");
  assert.match(account, /PRIVATE KEY/u);
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + WAIT_MS; !(await holds()); ) {
    assert.ok(performance.now() < endMs, "waited too long");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

for (const challenge of ["http-01", "tls-alpn-01"])
  test(`where several workers serve, each shows the proof of ${challenge} and serves the certificate`, {
    skip: skipWorkers === false ? skip : skipWorkers,
  }, async () => {
    await using stack = new AsyncDisposableStack();
    const { pebble, plainPort, tlsPort } = stack.use(await world(["a.test"]));
    const acme = { directory: pebble.directory, email: "ops@example.com", hosts: ["a.test"], challenge, ca: "ca.pem", terms_agreed: true };
    const listen = [`127.0.0.1:${plainPort}`, { address: `127.0.0.1:${tlsPort}`, tls: { acme } }];
    const gateway = await startWorkers(stack, { files: { "ca.pem": pebble.ca }, config: { listen } });
    await untilShown(tlsPort, "a.test", fromPebble);
    const pids = (await gateway.standing()).map(([pid]) => pid);
    assert.equal(pids.length, 2);
    for (const still of pids) await without([still], async () => await untilShown(tlsPort, "a.test", fromPebble));
  });
