import assert from "node:assert/strict";
import { test } from "node:test";
import { listenerTls } from "./tls_options.ts";

const ONE = { cert: "a.pem", key: "a.key" };

test("the short form is one certificate, and a preset gives the least version unless that is raised", () => {
  const { certificates, ...rest } = listenerTls.parse(ONE);
  assert.deepEqual(certificates, [{ certFile: "a.pem", keyFile: "a.key", hosts: null, ocspFile: null, at: [] }]);
  assert.deepEqual(rest, { acme: null, security: "intermediate", minVersion: "TLSv1.2", clientCertificates: null });
  assert.equal(listenerTls.parse({ ...ONE, min_version: "1.3" }).minVersion, "TLSv1.3");
  assert.equal(listenerTls.parse({ ...ONE, min_version: "1.2" }).minVersion, "TLSv1.2");
  assert.equal(listenerTls.parse({ ...ONE, security: "modern" }).minVersion, "TLSv1.3");
});

const ACME = { directory: "https://ca.example/dir", hosts: ["A.example"], challenge: "tls-alpn-01", terms_agreed: true };

test("certificates that are ordered stand alone or beside those in files", () => {
  const acme = { directory: "https://ca.example/dir", email: null, hosts: ["a.example"], challenge: "tls-alpn-01", caFile: null };
  for (const [written, files] of [
    [{ acme: ACME }, 0],
    [{ ...ONE, acme: ACME }, 1],
    [{ certificates: [ONE, ONE], acme: ACME }, 2],
  ] as const) {
    const parsed = listenerTls.parse(written);
    assert.deepEqual([parsed.acme, parsed.certificates.length], [acme, files]);
  }
});

test("of several each has its place, hosts are canonical", () => {
  const { certificates } = listenerTls.parse({ certificates: [ONE, { ...ONE, hosts: ["*.Example.com", "*"], ocsp: "o" }] });
  assert.deepEqual(
    certificates.map(({ at, hosts, ocspFile }) => [at, hosts, ocspFile]),
    [
      [["certificates", 0], null, null],
      [["certificates", 1], ["*.example.com", "*"], "o"],
    ],
  );
});

test("what contradicts itself is refused with the way out", () => {
  const rows: readonly (readonly [written: object, path: string, message: RegExp])[] = [
    [{}, "cert", /`cert` and `key`, or `certificates/u],
    [{ cert: "a.pem" }, "key", /needs its `key`/u],
    [{ acme: ACME, hosts: ["*"] }, "hosts", /needs its `cert`/u],
    [{ acme: ACME, key: "a.key" }, "key", /needs its `cert`/u],
    [{ certificates: [ONE], cert: "a.pem" }, "cert", /write it within one of them/u],
    [{ certificates: [ONE], hosts: ["*"] }, "hosts", /write it within one of them/u],
    [{ ...ONE, security: "modern", min_version: "1.2" }, "min_version", /may only raise/u],
    [{ ...ONE, hosts: ["a.*"] }, "hosts.0", /expected a host/u],
    [{ ...ONE, client_certificates: { ca: "ca.pem" } }, "client_certificates.mode", /./u],
  ];
  for (const [written, path, message] of rows) {
    const issues = listenerTls.safeParse(written).error?.issues ?? [];
    assert.deepEqual([issues.length, issues[0]?.path.join(".")], [1, path], JSON.stringify(written));
    assert.match(issues[0]?.message ?? "", message);
  }
  assert.equal(rows.length, 9);
});
