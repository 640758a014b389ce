import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { tlsMaterial } from "../../../test/support/tls_material.ts";
import { contextFault, sessionContextOf } from "./tls_material.ts";

const material = tlsMaterial(makeCertificate());

test("a session's configuration is all that decides who gets in, and nothing of the host's own certificate", () => {
  const clientAuth = { mode: "optional", ca: "a", crls: [] } as const;
  const contexts = [
    sessionContextOf(material, "0"),
    sessionContextOf(material, "1"),
    sessionContextOf({ ...material, security: "modern" }, "0"),
    sessionContextOf({ ...material, minVersion: "TLSv1.3" }, "0"),
    sessionContextOf({ ...material, clientAuth }, "0"),
    sessionContextOf({ ...material, clientAuth: { ...clientAuth, mode: "required" } }, "0"),
    sessionContextOf({ ...material, clientAuth: { ...clientAuth, ca: "b" } }, "0"),
    sessionContextOf({ ...material, clientAuth: { ...clientAuth, crls: ["c"] } }, "0"),
  ];
  assert.equal(new Set(contexts).size, contexts.length);
  for (const context of contexts) assert.ok(context.length <= 32);
  assert.equal(sessionContextOf(tlsMaterial(makeCertificate()), "0"), contexts[0]);
});

test("what OpenSSL does not take is told before anything listens", () => {
  const [own] = material.certificates;
  assert.ok(own);
  for (const security of ["intermediate", "modern"] as const) assert.equal(contextFault({ ...material, security }, own), null);
  assert.match(contextFault(material, { ...own, key: makeCertificate().key }) ?? "", /key values mismatch/u);
});
