import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { test } from "node:test";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { judgeChain, judgeValidity, parseChain } from "./certificate_chain.ts";

test("a bundle is every certificate in it or none", () => {
  const { cert } = makeCertificate();
  assert.equal(parseChain(`text before\n${cert}text between\n${cert}`)?.length, 2);
  assert.equal(parseChain("no certificate"), null);
  assert.equal(parseChain(`${cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`), null);
});

test("a short-lived certificate is soon over in the last third of its time, any other in the last three weeks", () => {
  const levelOf = (from: number, until: number): string => {
    const [certificate] = parseChain(makeCertificate(from, until).cert) ?? [];
    return certificate === undefined ? "" : judgeValidity("it", certificate, Date.now()).level;
  };
  assert.deepEqual([levelOf(-1, 5), levelOf(-5, 1), levelOf(-60, 30), levelOf(-80, 10)], ["ok", "warning", "ok", "warning"]);
});

test("a chain of nothing is a failure", () => {
  const key = createPrivateKey(makeCertificate().key);
  assert.deepEqual(
    judgeChain("it", [], key, [], 0).map(({ level }) => level),
    ["failure"],
  );
});
