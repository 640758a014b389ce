import assert from "node:assert/strict";
import { test } from "node:test";
import { httpDate } from "./http_date.ts";

test("the date is of this second, as RFC 9110 section 5.6.7 writes it", () => {
  assert.match(httpDate(), /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z][a-z] \d{4} \d\d:\d\d:\d\d GMT$/u);
  const apartMs = Math.abs(Date.parse(httpDate()) - Date.now());
  assert.ok(apartMs < 2_000, `${apartMs}`);
});
