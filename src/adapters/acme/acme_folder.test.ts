import assert from "node:assert/strict";
import { chmodSync, readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { Authority } from "../../../test/support/authority.ts";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { AcmeFolder } from "./acme_folder.ts";

const authority = new Authority();
const issued = (host: string): { readonly key: string; readonly chain: string } => {
  const { key, cert } = authority.issue({ name: host, hosts: [host] });
  return { key, chain: cert };
};

test("a certificate is kept with its key in one file of mode 0600, by directory", (context) => {
  const root = temporaryFolder(context);
  const folder = new AcmeFolder(root, "https://ca.example/directory");
  assert.equal(folder.certificate("a.example"), null);
  const { certificate } = folder.keep("a.example", issued("a.example"));
  assert.deepEqual(certificate.patterns, ["a.example"]);
  assert.equal(statSync(folder.fileOf("a.example")).mode & 0o777, 0o600);
  assert.deepEqual(folder.certificate("a.example")?.certificate, certificate);
  assert.equal(new AcmeFolder(root, "https://test.ca.example/directory").certificate("a.example"), null);
});

test("what is not the host's certificate with its key is not kept, and the old one stays", (context) => {
  const folder = new AcmeFolder(temporaryFolder(context), "https://ca.example/directory");
  folder.keep("a.example", issued("a.example"));
  const before = readFileSync(folder.fileOf("a.example"), "utf8");
  const other = issued("a.example");
  const rows = [
    [issued("b.example"), /of another host/u],
    [{ ...issued("a.example"), key: other.key }, /of another key/u],
    [{ ...other, chain: "" }, /does not hold/u],
    [{ ...other, key: "" }, /does not hold/u],
  ] as const;
  for (const [pair, message] of rows) assert.throws(() => folder.keep("a.example", pair), message);
  assert.equal(rows.length, 4);
  assert.equal(readFileSync(folder.fileOf("a.example"), "utf8"), before);
});

test("a file that others can read is not trusted", (context) => {
  const folder = new AcmeFolder(temporaryFolder(context), "https://ca.example/directory");
  folder.keep("a.example", issued("a.example"));
  chmodSync(folder.fileOf("a.example"), 0o644);
  assert.throws(() => folder.certificate("a.example"), /other users/u);
});
