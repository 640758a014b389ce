import assert from "node:assert/strict";
import { test } from "node:test";
import { applyOf, rewriteIssuesOf } from "../../../test/support/compile_rewrite.ts";
import { exchange } from "../../../test/support/exchange.ts";
import { NO_CHANGE } from "../../kernel/guard.ts";
import { responseHygiene, TELLTALE_FIELDS } from "./response_hygiene.ts";

test("telltale fields are removed once each, others stay", async () => {
  const responseHeaders = [
    ["server", "nginx/1.22"],
    ["content-type", "application/json"],
    ["x-powered-by", "Express"],
    ["x-powered-by", "PHP/8.1"],
    ["set-cookie", "a=b"],
  ] as const;
  const change = await applyOf(responseHygiene, undefined)(exchange({ responseHeaders }));
  assert.deepEqual(change, { set: [], remove: ["server", "x-powered-by"] });
});

test("an answer without them is not changed", async () => {
  assert.equal(await applyOf(responseHygiene, {})(exchange({ responseHeaders: [["content-type", "text/plain"]] })), NO_CHANGE);
});

test("the operator adds to the list and takes from it", async () => {
  const responseHeaders = [
    ["server", "shop"],
    ["x-internal-node", "7"],
  ] as const;
  const change = await applyOf(responseHygiene, { remove: ["x-internal-node"], keep: ["server"] })(exchange({ responseHeaders }));
  assert.deepEqual(change.remove, ["x-internal-node"]);
});

test("field names are lower case, in the list and in the options", () => {
  for (const name of TELLTALE_FIELDS) assert.equal(name, name.toLowerCase());
  assert.deepEqual(rewriteIssuesOf(responseHygiene, { remove: ["Server"] })[0]?.path, ["remove", 0]);
});
