import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileCertificate } from "./certificate_expiry.ts";
import { ExpiryWatch } from "./expiry_watch.ts";

const DAY_MS = 86_400_000;

test("each step is told once for each certificate, and a renewed one begins anew", (context) => {
  const told: string[] = [];
  let now = 0;
  let certificates: readonly FileCertificate[] = [
    { name: "a.pem", kind: "server", expiresAtMs: 100 * DAY_MS },
    { name: "b.pem", kind: "client_ca", expiresAtMs: 5 * DAY_MS },
  ];
  const watch = new ExpiryWatch(
    () => certificates,
    () => now,
    ({ name }, days) => void told.push(`${name} ${days}`),
  );
  context.after(() => watch.close());
  const at = (days: number): readonly string[] => {
    now = days * DAY_MS;
    watch.look();
    return told.splice(0);
  };
  assert.deepEqual(at(0), ["b.pem 5"]);
  assert.deepEqual(at(1), []);
  assert.deepEqual(at(4.5), ["b.pem 1"]);
  assert.deepEqual(at(5), ["b.pem 0"]);
  assert.deepEqual(at(69), []);
  assert.deepEqual(at(70.5), ["a.pem 30"]);
  assert.deepEqual(at(93), ["a.pem 7"]);
  certificates = [{ name: "a.pem", kind: "server", expiresAtMs: 120 * DAY_MS }];
  assert.deepEqual(at(94), ["a.pem 26"]);
  assert.deepEqual(at(121), ["a.pem 0"]);
});
