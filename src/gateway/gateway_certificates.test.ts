import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Authority } from "../../test/support/authority.ts";
import { makeCertificate } from "../../test/support/certificate.ts";
import { eventually } from "../../test/support/edge.ts";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { tlsMaterial } from "../../test/support/tls_material.ts";
import { AcmeFolder } from "../adapters/acme/acme_folder.ts";
import { Challenges } from "../adapters/acme/challenges.ts";
import { GatewayCertificates } from "./gateway_certificates.ts";

const DAY_MS = 86_400_000;
const DIRECTORY = "https://127.0.0.1:1/directory";
const AUTHORITY = new Authority();

function world(context: TestContext, onOrdered: () => void = () => {}) {
  const root = temporaryFolder(context);
  const told: string[] = [];
  const start = Date.now();
  const passed = { days: 0 };
  const certificates = new GatewayCertificates({
    root,
    challenges: new Challenges(),
    clock: { nowMs: () => start + passed.days * DAY_MS, monotonicMs: () => 0 },
    notices: {
      acme: ({ host, change }) => void told.push(`${host} ${change}`),
      broke: (what, error) => void told.push(`${what} ${String(error)}`),
      certificateExpires: ({ name, kind }, daysLeft) => void told.push(`${name} ${kind} ${daysLeft}`),
    },
    inFiles: () => [{ name: "a.pem", kind: "client_ca", expiresAtMs: start + 40 * DAY_MS }],
    onOrdered,
  });
  context.after(() => certificates.close());
  const order = (host: string, days: number): void => {
    const { key, cert } = AUTHORITY.issue({ name: host, hosts: [host], days });
    new AcmeFolder(root, DIRECTORY).keep(host, { key, chain: cert });
  };
  const use = (...hosts: readonly string[]): void => {
    const acme = { directory: DIRECTORY, email: null, hosts, challenge: "tls-alpn-01", ca: null } as const;
    certificates.acme.use([tlsMaterial(makeCertificate(), { acme })]);
  };
  return { certificates, told, passed, order, use };
}

test("those in files and those that were ordered are read out, and watched for their end", async (context) => {
  const { certificates, told, passed, order, use } = world(context);
  order("b.example", 20);
  use("b.example");
  const names = certificates.readings().map(([{ name, kind }]) => `${name} ${kind}`);
  assert.deepEqual(names.toSorted(), ["a.pem client_ca", "acme:b.example server"]);
  await certificates.prepare();
  assert.deepEqual(told, ["acme:b.example server 20"]);
  passed.days = 34;
  certificates.look();
  assert.deepEqual(told.slice(1).toSorted(), ["a.pem client_ca 6", "acme:b.example server 0"]);
});

test("what breaks where an ordered certificate is put into use is told, and the certificate stays", async (context) => {
  const { certificates, told, order, use } = world(context, () => {
    throw new Error("no context");
  });
  use("b.example");
  // As another gateway of the same folder orders it.
  order("b.example", 90);
  certificates.start();
  await eventually(() => told.length === 2, "the certificate");
  assert.deepEqual(told, ["b.example awaited", "certificate Error: no context"]);
  assert.equal(certificates.readings().length, 2);
});
