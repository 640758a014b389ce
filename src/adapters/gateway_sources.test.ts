import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Authority } from "../../test/support/authority.ts";
import { folderWith } from "../../test/support/command_io.ts";
import { readSources } from "./gateway_sources.ts";

const DOCUMENT = `openapi: 3.1.0
info: { title: t, version: "1" }
paths: { /a: { get: { operationId: a, security: [], responses: { "200": { $ref: "./parts.yaml#/ok" } } } } }
`;
const FILES = {
  "portcullis.yaml": `version: 1\napis: [{ openapi: ./openapi.yaml, upstream: "http://127.0.0.1:9" }]\n`,
  "openapi.yaml": DOCUMENT,
  "parts.yaml": "ok: { description: ok }\n",
};

test("every file that was read is named, those that a description refers to among them", async (context) => {
  const folder = folderWith(context, FILES);
  const { sources, whole, issues } = await readSources(join(folder, "portcullis.yaml"), false);
  assert.deepEqual([whole, issues], [true, []]);
  assert.deepEqual(
    sources?.files.toSorted(),
    ["openapi.yaml", "parts.yaml", "portcullis.yaml"].map((name) => join(folder, name)),
  );
  assert.equal(sources.apis[0]?.document?.operations.length, 1);
});

test("what has a mistake is read on and never whole, wherever the mistake is", async (context) => {
  const config = FILES["portcullis.yaml"];
  const rows: readonly (readonly [changed: Readonly<Record<string, string>>, code: string, unread: readonly string[]])[] = [
    [{ "portcullis.yaml": `colour: blue\n${config}` }, "config.unknown_key", []],
    [{ "parts.yaml": "{}\n" }, "openapi.unresolved_ref", ["openapi"]],
    [{ "openapi.yaml": "openapi: 3.1.0\n" }, "openapi.missing_field", ["openapi"]],
    [{ "portcullis.yaml": `listen: { address: "127.0.0.1:0", tls: { cert: no.pem, key: no.key } }\n${config}` }, "config.unreadable", []],
  ];
  for (const [changed, code, unread] of rows) {
    const folder = folderWith(context, { ...FILES, ...changed });
    const { sources, whole, issues } = await readSources(join(folder, "portcullis.yaml"), false);
    assert.equal(whole, false, code);
    assert.ok(
      issues.some((issue) => issue.code === code),
      `${code}: ${issues.map((issue) => issue.code).join(" ")}`,
    );
    assert.deepEqual([...(sources?.apis[0]?.unread ?? [])], unread, code);
  }
  assert.equal(rows.length, 4);
});

test("nothing is read on where the configuration itself can't be read", async (context) => {
  const folder = folderWith(context, {});
  const { sources, whole, issues } = await readSources(join(folder, "portcullis.yaml"), false);
  assert.deepEqual([sources, whole, issues.length], [null, false, 1]);
});

test("every file of a listener's TLS is among those that are watched, and each that expires is told", async (context) => {
  const authority = new Authority();
  const { cert, key, serial } = authority.issue({ name: "server", hosts: ["a.example"] });
  const tls =
    "{ certificates: [{ cert: a.pem, key: a.key, ocsp: a.der }], client_certificates: { ca: ca.pem, crl: crl.pem, mode: optional } }";
  const folder = folderWith(context, {
    ...FILES,
    "portcullis.yaml": `listen: [127.0.0.1:8080, { address: "127.0.0.1:8443", tls: ${tls} }]\n${FILES["portcullis.yaml"]}`,
    "a.pem": cert,
    "a.key": key,
    "ca.pem": authority.cert,
    "crl.pem": authority.revocations([]),
  });
  writeFileSync(join(folder, "a.der"), authority.ocsp({ serial }));
  const { sources, issues } = await readSources(join(folder, "portcullis.yaml"), false);
  assert.deepEqual(issues, []);
  const watched = new Set(sources?.files);
  for (const name of ["a.pem", "a.key", "a.der", "ca.pem", "crl.pem"]) assert.ok(watched.has(join(folder, name)), name);
  assert.deepEqual(
    sources?.certificates.map(({ name, kind }) => [name, kind]),
    [
      ["ca.pem", "client_ca"],
      ["a.pem", "server"],
    ],
  );
  assert.deepEqual(
    sources.tls.map((material) => material?.certificates[0]?.patterns ?? null),
    [null, ["a.example"]],
  );
});
