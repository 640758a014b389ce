import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSubjectAltNames } from "./subject_alt_names.ts";

test("names are told apart by kind, addresses in canonical form", () => {
  assert.deepEqual(
    parseSubjectAltNames("DNS:A.example, DNS:*.b.example, IP Address:192.0.2.1, IP Address:0:0:0:0:0:0:0:1, URI:spiffe://x/y, email:a@b.c"),
    {
      dnsNames: ["a.example", "*.b.example"],
      uris: ["spiffe://x/y"],
      emails: ["a@b.c"],
      addresses: ["192.0.2.1", "::1"],
    },
  );
  assert.deepEqual(parseSubjectAltNames(undefined), { dnsNames: [], uris: [], emails: [], addresses: [] });
});

test("a value that looks like a list of names is one value (CVE-2021-44532)", () => {
  const names = parseSubjectAltNames('URI:"http://example.com/, DNS:good.example.com", DNS:a.example');
  assert.deepEqual(names.dnsNames, ["a.example"]);
  assert.deepEqual(names.uris, ["http://example.com/, DNS:good.example.com"]);
  assert.deepEqual(parseSubjectAltNames('URI:"a\\", DNS:evil.example').dnsNames, []);
});
