import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Authority } from "../../../test/support/authority.ts";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { eventually } from "../../../test/support/edge.ts";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { tlsMaterial } from "../../../test/support/tls_material.ts";
import type { TlsMaterial } from "../listener/tls_material.ts";
import { AcmeCertificates, type AcmeNotice } from "./acme_certificates.ts";
import { AcmeFolder } from "./acme_folder.ts";
import { Challenges } from "./challenges.ts";

/** Nobody listens there: every order fails at once. */
const DIRECTORY = "https://127.0.0.1:1/directory";
const AUTHORITY = new Authority();
const DAY_MS = 86_400_000;

function listener(hosts: readonly string[], directory = DIRECTORY): TlsMaterial {
  return tlsMaterial(makeCertificate(), { acme: { directory, email: null, hosts, challenge: "tls-alpn-01", ca: null } });
}

function world(context: TestContext, firstRetryMs = 3_600_000) {
  const root = temporaryFolder(context);
  const notices: AcmeNotice[] = [];
  let changes = 0;
  const certificates = new AcmeCertificates({
    root,
    challenges: new Challenges(),
    nowMs: () => Date.now(),
    random: () => 0.5,
    onChange: () => changes++,
    onNotice: (notice) => notices.push(notice),
    firstRetryMs,
  });
  context.after(() => certificates.close());
  const keep = (host: string, days: number): void => {
    const { key, cert } = AUTHORITY.issue({ name: host, hosts: [host], days });
    new AcmeFolder(root, DIRECTORY).keep(host, { key, chain: cert });
  };
  return { root, certificates, notices, changes: () => changes, keep };
}

const told = ({ host, change, served }: AcmeNotice): readonly unknown[] => [host, change, served];

test("what lies in the folder is served, the others are awaited; a listener without ACME is left as it is", (context) => {
  const { certificates, keep } = world(context);
  keep("a.example", 30);
  const material = listener(["a.example", "b.example"]);
  certificates.use([material, null]);
  const served = certificates.serve(material);
  assert.deepEqual(
    [served.certificates.map(({ patterns }) => patterns), served.awaited],
    [[["localhost", "api.test"], ["a.example"]], ["b.example"]],
  );
  assert.deepEqual(
    certificates.certificates().map(({ name, kind }) => [name, kind]),
    [["acme:a.example", "server"]],
  );
  const plain = tlsMaterial(makeCertificate());
  assert.equal(certificates.serve(plain), plain);
});

test("a certificate of another directory is not served", (context) => {
  const { certificates, keep } = world(context);
  keep("a.example", 30);
  const material = listener(["a.example"], "https://127.0.0.1:2/directory");
  certificates.use([material]);
  assert.deepEqual(certificates.serve(material).awaited, ["a.example"]);
});

test("nothing is ordered before the listeners listen, nor while what there is lasts; a file that can't be used is told", async (context) => {
  const { certificates, notices, keep, root } = world(context);
  keep("a.example", 30);
  const [folder = ""] = readdirSync(root);
  writeFileSync(join(root, folder, "b.example.pem"), "not a certificate", { mode: 0o600 });
  certificates.use([listener(["a.example", "b.example"])]);
  assert.deepEqual(notices.map(told), [["b.example", "unreadable", false]]);
  assert.equal(notices[0]?.nextMs, null);
  certificates.start();
  await eventually(() => notices.some(({ change }) => change === "failed"), "the order of the other");
  assert.deepEqual(notices.filter(({ change }) => change !== "unreadable").map(told), [
    ["b.example", "awaited", false],
    ["b.example", "failed", false],
  ]);
});

test("after a failure it is tried again, and counted; what was served stays, and is taken over by a newer one that lies there", async (context) => {
  const { root, certificates, notices, changes, keep } = world(context, 20);
  // Of its thirty days one is left: it is due.
  const { key, cert } = AUTHORITY.issue({ name: "a.example", hosts: ["a.example"], fromDays: -29, days: 1 });
  new AcmeFolder(root, DIRECTORY).keep("a.example", { key, chain: cert });
  const material = listener(["a.example"]);
  certificates.use([material]);
  certificates.start();
  await eventually(() => notices.length >= 3, "the third failure");
  for (const notice of notices.slice(0, 3)) assert.deepEqual(told(notice), ["a.example", "failed", true]);
  assert.match(notices[0]?.failure ?? "", /ECONNREFUSED/u);
  const orders = certificates.orders();
  assert.ok(typeof orders === "object");
  const counts = new Map([...orders].map(([{ result }, count]) => [result, count] as const));
  assert.equal(counts.get("ok"), 0);
  assert.ok((counts.get("failed") ?? 0) >= 3);
  assert.deepEqual([certificates.serve(material).awaited, changes()], [[], 0]);
  // As another gateway of the folder would have ordered it.
  keep("a.example", 30);
  await eventually(() => changes() === 1, "the newer one");
  const failures = notices.length;
  const [served] = certificates.certificates();
  assert.ok(served !== undefined && served.expiresAtMs > Date.now() + 29 * DAY_MS);
  await certificates.close();
  assert.equal(notices.length, failures);
});

test("a host keeps what is known of it when it is wanted again, and is forgotten when it is not", async (context) => {
  const { certificates, notices } = world(context);
  certificates.start();
  certificates.use([listener(["a.example"])]);
  await eventually(() => notices.length === 2, "the order");
  certificates.use([listener(["a.example", "b.example"])]);
  await eventually(() => notices.length === 4, "the order of the new one");
  assert.deepEqual(notices.map(told), [
    ["a.example", "awaited", false],
    ["a.example", "failed", false],
    ["b.example", "awaited", false],
    ["b.example", "failed", false],
  ]);
  certificates.use([]);
  assert.deepEqual(certificates.certificates(), []);
});
