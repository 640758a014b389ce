import assert from "node:assert/strict";
import { test } from "node:test";
import { ALGORITHM_NAMES, ALGORITHMS, findAlgorithm } from "./algorithms.ts";

test("the table has the asymmetric algorithms and no other, each name once", () => {
  assert.deepEqual([...ALGORITHM_NAMES].toSorted(), [
    "ES256",
    "ES384",
    "ES512",
    "Ed25519",
    "EdDSA",
    "PS256",
    "PS384",
    "PS512",
    "RS256",
    "RS384",
    "RS512",
  ]);
  for (const row of ALGORITHMS) assert.equal(findAlgorithm(row.name), row);
});

test("names are compared exactly, and none, HS256 and inherited names find nothing", () => {
  for (const name of ["none", "HS256", "HS512", "rs256", "RS256 ", "", "toString", "__proto__", "ES256K"])
    assert.equal(findAlgorithm(name), null);
});

test("ES512 is the curve P-521 with signatures of twice 66 bytes (RFC 7518 section 3.4)", () => {
  assert.deepEqual([findAlgorithm("ES512")?.curve, findAlgorithm("ES512")?.signatureBytes], ["P-521", 132]);
});
