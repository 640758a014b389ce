import assert from "node:assert/strict";
import { test } from "node:test";
import { adminListen, isLoopback, listen, parseAddress, protocol } from "./listener_options.ts";

test("an address is a host and a port", () => {
  assert.deepEqual(parseAddress("127.0.0.1:8080"), { host: "127.0.0.1", port: 8080 });
  assert.deepEqual(parseAddress("[::1]:0"), { host: "::1", port: 0 });
  for (const bad of ["8080", ":8080", "127.0.0.1", "127.0.0.1:65536", "a b:1", "http://x:1"]) assert.equal(parseAddress(bad), null, bad);
});

test("loopback is 127/8, ::1 and localhost, nothing else", () => {
  for (const host of ["127.0.0.1", "127.9.9.9", "::1", "localhost"]) assert.ok(isLoopback(host), host);
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "1127.0.0.1", "127.0.0.1.example.com"]) assert.ok(!isLoopback(host), host);
});

test("short and long forms of listen decode to the same shape", () => {
  const first = { address: { host: "127.0.0.1", port: 1 }, tls: null, plaintext: false, http2: "off", proxyFrom: null };
  assert.deepEqual(listen.parse("127.0.0.1:1"), [first]);
  assert.equal(listen.parse({ address: "0.0.0.0:1", plaintext: true })[0].plaintext, true);
  assert.deepEqual(listen.parse(["127.0.0.1:1", { address: "127.0.0.1:2" }]), [
    first,
    { ...first, address: { host: "127.0.0.1", port: 2 } },
  ]);
  assert.equal(adminListen.parse("127.0.0.1:9090").address.port, 9090);
  assert.equal(listen.safeParse({ address: "127.0.0.1:1", colour: 1 }).success, false);
});

test("a listener behind a TCP proxy names the networks that may speak for others, and never all of them", () => {
  const from = (...networks: readonly string[]): unknown => ({ address: "127.0.0.1:1", proxy_protocol: { from: networks } });
  assert.deepEqual(listen.parse(from("10.0.0.0/8", "2001:db8::1"))[0].proxyFrom, ["10.0.0.0/8", "2001:db8::1"]);
  for (const networks of [[], ["10.0.0.0/8", "0.0.0.0/0"], ["::/0"], ["nowhere"]])
    assert.equal(listen.safeParse(from(...networks)).success, false, networks.join(" "));
});

test("a list of listeners has at least one, each held to the same rules, and no address twice", () => {
  assert.equal(listen.safeParse([]).success, false);
  assert.deepEqual(messages(listen.safeParse(["127.0.0.1:1", "[::1]:1", "127.0.0.1:1"])), ["`127.0.0.1:1` is listened on twice"]);
  assert.deepEqual(messages(listen.safeParse(["127.0.0.1:0", "127.0.0.1:0"])), []);
  assert.equal(listen.safeParse(["127.0.0.1:1", "0.0.0.0:1"]).success, false);
});

test("protocol limits have documented defaults", () => {
  const limits = protocol.parse(undefined);
  assert.equal(limits.requestLineBytes, 8_192);
  assert.equal(limits.json.maxDepth, 64);
});

const TLS = { cert: "cert.pem", key: "key.pem" };
const messages = (result: {
  readonly error?: { readonly issues: readonly { readonly message: string }[] } | undefined;
}): readonly string[] => result.error?.issues.map(({ message }) => message) ?? [];

test("an address that other machines reach needs TLS, or `plaintext: true` written out", () => {
  for (const accepted of [
    "127.0.0.1:80",
    "127.8.9.10:0",
    "[::1]:80",
    "localhost:80",
    { address: "0.0.0.0:80", plaintext: true },
    { address: "[::]:443", tls: TLS },
  ]) {
    assert.deepEqual(messages(listen.safeParse(accepted)), [], JSON.stringify(accepted));
  }
  for (const refused of ["0.0.0.0:80", "[::]:80", "192.168.1.5:80", "api.example:80", { address: "0.0.0.0:80", plaintext: false }]) {
    assert.match(messages(listen.safeParse(refused))[0] ?? "", /^other machines reach `.*`: add `tls: /u, JSON.stringify(refused));
  }
});

test("the admin API needs TLS on an address that other machines reach, whatever is written", () => {
  assert.deepEqual(messages(adminListen.safeParse("127.0.0.1:9090")), []);
  assert.deepEqual(messages(adminListen.safeParse({ address: "0.0.0.0:9090", tls: TLS })), []);
  assert.match(messages(adminListen.safeParse("0.0.0.0:9090"))[0] ?? "", /the admin API there needs `tls/u);
  assert.match(messages(adminListen.safeParse({ address: "[::]:9090" }))[0] ?? "", /the admin API there needs `tls/u);
});
