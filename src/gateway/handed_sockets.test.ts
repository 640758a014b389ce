import assert from "node:assert/strict";
import { test } from "node:test";
import { InheritedSockets } from "../adapters/listener/inherited_sockets.ts";
import { leftSockets } from "./handed_sockets.ts";

test("a socket of systemd that the configuration has no address for is a mistake that is told; none left is well", () => {
  const left = leftSockets(new InheritedSockets([3, 4].map((fd) => ({ fd, role: "listen", address: null }))));
  assert.deepEqual([left?.severity, left?.code, left?.pointer], ["error", "listen.failed", "/listen"]);
  assert.match(left?.message ?? "", /^systemd handed over 2 sockets more than `listen` has addresses/u);
  assert.equal(leftSockets(new InheritedSockets()), null);
});
