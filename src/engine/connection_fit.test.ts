import assert from "node:assert/strict";
import { test } from "node:test";
import { testClientCertificate, testConnection } from "../../test/support/connection.ts";
import { apiPlan } from "../../test/support/plans.ts";
import type { ConnectionTls } from "../kernel/connection.ts";
import type { Refusal } from "../kernel/problem.ts";
import { type Arrived, checkClientCertificate, checkServedHost } from "./connection_fit.ts";
import type { ApiPlan } from "./plan.ts";

const NOW_MS = 1_700_000_000_000;
const CERTIFICATE = testClientCertificate(NOW_MS - 1_000, NOW_MS + 1_000);

function over(tls: Partial<ConnectionTls> | null, name = "a.example"): Arrived {
  const connection = tls === null ? null : testConnection(tls);
  const client = { address: "192.0.2.1", peerAddress: "192.0.2.1", peerPort: 1, viaProxy: false, tls: connection };
  return { host: { name, port: null }, client };
}

const said = (refusal: Refusal | null): readonly unknown[] | null =>
  refusal === null ? null : [refusal.problem.status, refusal.problem.code, refusal.problem.close];

test("a host that the certificate does not name is misdirected; without TLS there is no certificate to name it", () => {
  assert.equal(checkServedHost(over({})), null);
  assert.deepEqual(said(checkServedHost(over({}, "b.example"))), [421, "misdirected_host", false]);
  // What the client named to TLS does not count.
  assert.deepEqual(said(checkServedHost(over({ serverName: "b.example" }, "b.example"))), [421, "misdirected_host", false]);
  assert.equal(checkServedHost(over(null, "b.example")), null);
});

test("the API's need is judged by what the connection asked for and what was shown", () => {
  const none: Partial<ConnectionTls> = { clientAuth: { mode: "none", retired: false } };
  const noneRetired: Partial<ConnectionTls> = { clientAuth: { mode: "none", retired: true } };
  const retired: Partial<ConnectionTls> = { clientAuth: { mode: "optional", retired: true }, certificate: CERTIFICATE };
  const faulty: Partial<ConnectionTls> = { certificateFault: "CERT_REVOKED" };
  const judged = (tls: Partial<ConnectionTls> | null, clientCertificate: ApiPlan["clientCertificate"]): Refusal | null =>
    checkClientCertificate(over(tls), apiPlan({ clientCertificate }), NOW_MS);
  const misdirected = [421, "misdirected_client_certificate", false];
  const cut = [421, "misdirected_client_certificate", true];
  const invalid = [403, "client_certificate_invalid", false];
  const rows: readonly (readonly [what: string, tls: Partial<ConnectionTls> | null, required: unknown, optional: unknown])[] = [
    ["no TLS", null, misdirected, null],
    ["not asked", none, misdirected, null],
    ["not asked, and asked since", noneRetired, cut, null],
    ["asked, none shown", {}, [403, "client_certificate_required", false], null],
    ["a verified one", { certificate: CERTIFICATE }, null, null],
    ["one that could not be verified", faulty, invalid, invalid],
    ["one that has expired since", { certificate: { ...CERTIFICATE, notAfterMs: NOW_MS } }, invalid, invalid],
    ["one that is not valid yet", { certificate: { ...CERTIFICATE, notBeforeMs: NOW_MS + 1 } }, invalid, invalid],
    ["one from before revocations changed", retired, cut, cut],
  ];
  for (const [what, tls, required, optional] of rows) {
    assert.deepEqual(said(judged(tls, "required")), required, what);
    assert.deepEqual(said(judged(tls, "optional")), optional, what);
    assert.equal(judged(tls, "none"), null, what);
  }
  assert.equal(rows.length, 9);
});
