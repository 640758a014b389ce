import assert from "node:assert/strict";
import { test } from "node:test";
import { Authority } from "../../test/support/authority.ts";
import { makeCertificate } from "../../test/support/certificate.ts";
import { listenerTls } from "../config/tls_options.ts";
import type { FileCertificate } from "./certificate_expiry.ts";
import { readListenerTls } from "./tls_sources.ts";

const authority = new Authority();
const one = authority.issue({ name: "one", hosts: ["one.example", "*.one.example", "192.0.2.7"] });
const two = authority.issue({ name: "two", hosts: ["two.example", "one.example"] });
const old = authority.issue({ name: "old", hosts: ["old.example"], days: -0.5 });
const soon = authority.issue({ name: "soon", hosts: ["soon.example"], fromDays: 1 });
const nameless = authority.issue({ name: "nameless" });
const FILES: Readonly<Record<string, string | Buffer>> = {
  "one.pem": one.cert + authority.cert,
  "one.key": one.key,
  "two.pem": two.cert,
  "two.key": two.key,
  "old.pem": old.cert,
  "old.key": old.key,
  "soon.pem": soon.cert,
  "soon.key": soon.key,
  "nameless.pem": nameless.cert,
  "nameless.key": nameless.key,
  "disorder.pem": one.cert + new Authority("another").cert,
  "ca.pem": authority.cert,
  "rootless.pem": new Authority("below", authority).cert,
  "chain.pem": new Authority("below", authority).cert + authority.cert,
  "leaf.pem": makeCertificate().cert,
  "crl.pem": authority.revocations([one.serial]),
  "old_crl.pem": authority.revocations([], -60_000),
  "good.der": authority.ocsp({ serial: one.serial }),
  "stale.der": authority.ocsp({ serial: one.serial, forMs: -60_000 }),
  "revoked.der": authority.ocsp({ serial: one.serial, status: "revoked" }),
  "other.der": authority.ocsp({ serial: two.serial }),
};

async function read(written: object) {
  const told: [string, string, string][] = [];
  const expiring: string[] = [];
  const reading = {
    bytes: async (name: string, path: readonly PropertyKey[]) => {
      const found = FILES[name];
      if (found === undefined) told.push(["error", "config.unreadable", path.join(".")]);
      return await Promise.resolve(found === undefined ? null : Buffer.from(found));
    },
    tell: (severity: string, code: string, message: string, path: readonly PropertyKey[]) =>
      void told.push([severity, code, `${path.join(".")}: ${message}`]),
  };
  const files = { ...reading, expiring: ({ name, kind }: FileCertificate) => void expiring.push(`${kind} ${name}`) };
  return { expiring, material: await readListenerTls(listenerTls.parse(written), ["tls"], files, Date.now()), told };
}

const ONE = { cert: "one.pem", key: "one.key" };

test("a certificate serves the hosts that it names, or those that are written", async () => {
  const named = await read(ONE);
  assert.deepEqual(named.told, []);
  assert.deepEqual(named.material?.certificates[0]?.patterns, ["one.example", "*.one.example", "192.0.2.7"]);
  const written = await read({
    certificates: [
      { ...ONE, hosts: ["A.one.example", "*"] },
      { cert: "two.pem", key: "two.key" },
    ],
  });
  assert.deepEqual(written.told, []);
  assert.deepEqual(
    written.material?.certificates.map(({ patterns }) => patterns),
    [
      ["a.one.example", "*"],
      ["two.example", "one.example"],
    ],
  );
  assert.equal((await read({ cert: "nameless.pem", key: "nameless.key", hosts: ["*"] })).told.length, 0);
});

test("what can't serve is an error at its place, and nothing comes of the rest", async () => {
  const rows: readonly (readonly [written: object, code: string, told: RegExp])[] = [
    [{ cert: "none.pem", key: "one.key" }, "config.unreadable", /^tls\.cert$/u],
    [{ ...ONE, key: "ca.pem" }, "config.tls", /^tls\.key: .*holds no private key/u],
    [{ ...ONE, cert: "one.key" }, "config.tls", /^tls\.cert: .*holds no certificate/u],
    [{ ...ONE, key: "two.key" }, "config.tls", /^tls\.key: .*is not the key of the certificate in `one\.pem`/u],
    [{ cert: "nameless.pem", key: "nameless.key" }, "config.tls_host", /^tls\.cert: .*names no host/u],
    [
      { certificates: [ONE, { cert: "two.pem", key: "two.key" }] },
      "config.tls_overlap",
      /^tls\.certificates\.1: `one\.pem` and `two\.pem` both serve `one\.example`/u,
    ],
    [
      {
        certificates: [
          { cert: "two.pem", key: "two.key" },
          { ...ONE, key: "no.key" },
        ],
      },
      "config.unreadable",
      /^tls\.certificates\.1\.key$/u,
    ],
    [{ ...ONE, ocsp: "one.pem" }, "config.tls_ocsp", /^tls\.ocsp: .*no OCSP response/u],
    [{ ...ONE, ocsp: "other.der" }, "config.tls_ocsp", /^tls\.ocsp: .*of another certificate/u],
    [{ ...ONE, ocsp: "revoked.der" }, "config.tls_ocsp", /^tls\.ocsp: .*revoked/u],
    [{ ...ONE, client_certificates: { ca: "leaf.pem", mode: "optional" } }, "config.tls", /client_certificates\.ca: .*of no authority/u],
    [
      { ...ONE, client_certificates: { ca: "rootless.pem", mode: "optional" } },
      "config.tls",
      /client_certificates\.ca: .*CN=below; add its root/u,
    ],
    [{ ...ONE, client_certificates: { ca: "one.key", mode: "optional" } }, "config.tls", /client_certificates\.ca: .*no certificate/u],
    [
      { ...ONE, client_certificates: { ca: "ca.pem", crl: "ca.pem", mode: "optional" } },
      "config.tls",
      /client_certificates\.crl: .*no revocation list/u,
    ],
  ];
  for (const [written, code, message] of rows) {
    const { material, told } = await read(written);
    assert.equal(material, null, JSON.stringify(written));
    assert.deepEqual([told.length, told[0]?.[0], told[0]?.[1]], [1, "error", code], JSON.stringify([written, told]));
    assert.match(told[0]?.[2] ?? "", message);
  }
  assert.equal(rows.length, 14);
});

test("what clients will complain of is a warning, so that it keeps no other certificate from its renewal", async () => {
  const rows: readonly (readonly [written: object, code: string, told: RegExp])[] = [
    [{ cert: "old.pem", key: "old.key" }, "config.tls_chain", /expired on/u],
    [{ cert: "soon.pem", key: "soon.key" }, "config.tls_chain", /valid only from/u],
    [{ cert: "disorder.pem", key: "one.key" }, "config.tls_chain", /certificate 2 in `disorder\.pem` did not issue/u],
    [{ ...ONE, hosts: ["foreign.example"] }, "config.tls_host", /does not name `foreign\.example`/u],
    [{ ...ONE, ocsp: "stale.der" }, "config.tls_ocsp", /not current/u],
    [{ ...ONE, client_certificates: { ca: "ca.pem", crl: "old_crl.pem", mode: "optional" } }, "config.tls_crl", /out of date/u],
  ];
  for (const [written, code, message] of rows) {
    const { material, told } = await read(written);
    assert.deepEqual(
      [material === null, told.length, told[0]?.[0], told[0]?.[1]],
      [false, 1, "warning", code],
      JSON.stringify([written, told]),
    );
    assert.match(told[0]?.[2] ?? "", message);
  }
  assert.equal(rows.length, 6);
  const whole = await read({ ...ONE, ocsp: "good.der", client_certificates: { ca: "chain.pem", crl: "crl.pem", mode: "required" } });
  assert.deepEqual(
    [whole.told, whole.material?.clientAuth?.crls.length, whole.material?.certificates[0]?.ocsp?.answer.status],
    [[], 1, "good"],
  );
  assert.deepEqual(whole.expiring, ["client_ca chain.pem", "server one.pem"]);
});
