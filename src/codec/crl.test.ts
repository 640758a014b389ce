import assert from "node:assert/strict";
import { test } from "node:test";
import { Authority } from "../../test/support/authority.ts";
import { pemBlocks } from "../adapters/pem.ts";
import { parseCrlTimes } from "./crl.ts";

test("a list tells when it was made and when the next is due", () => {
  const [block] = pemBlocks(new Authority().revocations([7], 60_000), "X509 CRL");
  assert.ok(block !== undefined);
  const times = parseCrlTimes(block.der);
  assert.ok(times !== null && times.nextUpdateMs !== null);
  assert.ok(times.thisUpdateMs < Date.now() && Math.abs(times.nextUpdateMs - Date.now() - 60_000) < 30_000);
  assert.equal(parseCrlTimes(block.der.subarray(0, -1)), null);
});
