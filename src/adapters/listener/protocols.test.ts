import assert from "node:assert/strict";
import { test } from "node:test";
import { HTTP1, PROTOCOLS, serveOf } from "./protocols.ts";

test("a connection without ALPN speaks HTTP/1.1, and what was never offered is not served", () => {
  assert.equal(serveOf(null), PROTOCOLS.get(HTTP1));
  assert.throws(() => serveOf("spdy/3"), /is not served/u);
});
