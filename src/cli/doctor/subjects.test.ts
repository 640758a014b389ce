import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfig } from "../../config/read_config.ts";
import { authorityFilesOf, shownCertificatesOf } from "./subjects.ts";

const CALLERS = { ca: "ca.pem", mode: "optional" };

function subjectsOf(listen: object) {
  const apis = [{ routes: "any", public: true, upstream: "http://127.0.0.1:1", hosts: ["a.example"] }];
  const read = readConfig("a.yaml", Buffer.from(JSON.stringify({ version: 1, listen, apis })));
  assert.ok(read.ok);
  const where = { config: read.value.config, folder: "/etc/portcullis" };
  return {
    shown: shownCertificatesOf(where).map(({ key, certFile, hosts }) => [key, certFile, hosts]),
    trusted: authorityFilesOf(where).map(({ key, file }) => [key, file]),
  };
}

test("a listener's only certificate is to name every host, of several each those that are written for it", () => {
  const address = "127.0.0.1:1";
  assert.deepEqual(subjectsOf({ address, tls: { cert: "a.pem", key: "a.key", client_certificates: CALLERS } }), {
    shown: [["listen.tls", "/etc/portcullis/a.pem", ["a.example"]]],
    trusted: [["listen.tls.client_certificates.ca", "/etc/portcullis/ca.pem"]],
  });
  const certificates = [
    { cert: "a.pem", key: "a.key" },
    { cert: "b.pem", key: "b.key", hosts: ["b.example", "*.c.example", "*"] },
  ];
  assert.deepEqual(subjectsOf({ address, tls: { certificates } }).shown, [
    ["listen.tls.certificates.0", "/etc/portcullis/a.pem", []],
    ["listen.tls.certificates.1", "/etc/portcullis/b.pem", ["b.example"]],
  ]);
});
