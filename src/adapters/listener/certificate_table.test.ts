import assert from "node:assert/strict";
import { test } from "node:test";
import { CertificateTable, overlaps } from "./certificate_table.ts";

const entry = (name: string, ...patterns: readonly string[]) => ({ name, patterns });

test("the exact name before its wildcard before `*`, and the first where nothing fits", () => {
  const table = new CertificateTable([entry("first", "a.example"), entry("wild", "*.example.com"), entry("exact", "api.example.com")]);
  const rows: readonly (readonly [name: string | null, chosen: string])[] = [
    ["api.example.com", "exact"],
    ["www.example.com", "wild"],
    ["a.b.example.com", "first"],
    ["example.com", "first"],
    [null, "first"],
  ];
  for (const [name, chosen] of rows) assert.equal(table.select(name).name, chosen, String(name));
  assert.equal(new CertificateTable([entry("first", "a.example"), entry("any", "*")]).select("x.example").name, "any");
  assert.equal(new CertificateTable([entry("first", "a.example"), entry("any", "*")]).select(null).name, "first");
});

test("a pattern in two entries is an overlap, a wildcard and a name under it are none", () => {
  assert.deepEqual(overlaps([entry("1", "a.example", "a.example"), entry("2", "*.example"), entry("3", "b.example", "*.example")]), [
    { pattern: "*.example", indexes: [1, 2] },
  ]);
});
