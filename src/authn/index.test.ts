import assert from "node:assert/strict";
import { test } from "node:test";
import { SCHEMES } from "../../test/support/auth_services.ts";
import { AUTHENTICATORS } from "./index.ts";

test("each scheme is accepted by one authenticator at most, and those that none accepts are the ones not supported yet", () => {
  const unsupported: string[] = [];
  for (const [name, scheme] of SCHEMES) {
    const takers = AUTHENTICATORS.filter((definition) => definition.accepts(scheme));
    assert.ok(takers.length <= 1, name);
    if (takers.length === 0) unsupported.push(name);
  }
  assert.deepEqual(unsupported, ["basic", "mtls"]);
});
