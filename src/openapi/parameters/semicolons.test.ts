import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeQuery } from "../../codec/query.ts";
import { WorkBudget } from "../../kernel/budget.ts";
import { Judgement } from "../judgement.ts";
import { refuseSemicolons } from "./semicolons.ts";

test("a raw semicolon is refused where its field may not hold one, an encoded one never", () => {
  const rows: readonly (readonly [query: string, places: readonly string[]])[] = [
    ["a=1%3Bb=2", []],
    ["free=1;b=2", []],
    ["a=1;b=2", ["query:a"]],
    ["a;b=2", ["query:a;b"]],
    ["free;=2", ["query:free;"]],
    ["a=1;b&free=;&c;", ["query:a", "query:c;"]],
  ];
  for (const [query, places] of rows) {
    const pairs = decodeQuery(query);
    assert.ok(!("refused" in pairs));
    const judgement = new Judgement(new WorkBudget(1_000));
    const fine = refuseSemicolons(
      pairs,
      (name) => name.startsWith("free"),
      (name) => `query:${name}`,
      judgement,
    );
    assert.deepEqual([fine, judgement.findings.map(({ place }) => place)], [places.length === 0, places], query);
  }
  assert.equal(rows.length, 6);
});
