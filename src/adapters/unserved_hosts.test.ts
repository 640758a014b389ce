import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCertificate } from "../../test/support/certificate.ts";
import { tlsMaterial } from "../../test/support/tls_material.ts";
import type { TlsMaterial } from "./listener/tls_material.ts";
import { unservedHosts } from "./unserved_hosts.ts";

const MATERIAL = tlsMaterial(makeCertificate());

/** A listener with a certificate for each list of patterns. */
function listener(...lists: readonly (readonly string[])[]): TlsMaterial {
  const [certificate] = MATERIAL.certificates;
  assert.ok(certificate !== undefined);
  return { ...MATERIAL, certificates: lists.map((patterns) => ({ ...certificate, patterns })) };
}

test("a host that no certificate of any listener names is told where it stands", () => {
  const apis = [{ hosts: ["a.example", "b.example"] }, { hosts: [] }, { hosts: ["x.c.example", "x.y.c.example"] }];
  const issues = unservedHosts(apis, [listener(["a.example"], ["*.c.example"]), listener(["other.example"])]);
  assert.deepEqual(
    issues.map(({ severity, code, path }) => [severity, code, path]),
    [
      ["warning", "config.tls_host", ["apis", 0, "hosts", 1]],
      ["warning", "config.tls_host", ["apis", 2, "hosts", 1]],
    ],
  );
  assert.match(issues[0]?.message ?? "", /`b\.example`.*421/u);
  assert.deepEqual(unservedHosts(apis, [listener(["*"])]), []);
});

test("nothing is told where a listener without TLS serves every host, or files can't be used", () => {
  assert.deepEqual(unservedHosts([{ hosts: ["a.example"] }], [listener(["b.example"]), null]), []);
});

test("a host whose certificate is ordered has one", () => {
  const acme = {
    directory: "https://acme.example/directory",
    email: null,
    hosts: ["a.example"],
    challenge: "tls-alpn-01",
    ca: null,
  } as const;
  const [issue, ...others] = unservedHosts([{ hosts: ["a.example", "b.example"] }], [{ ...listener(), acme }]);
  assert.deepEqual([issue?.path, others], [["apis", 0, "hosts", 1], []]);
});
