import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { callCommand, folderWith, SMALL_PROJECT } from "../../../test/support/command_io.ts";
import { keys } from "./keys.ts";

test("a key stands alone on standard output, and the file that the configuration names keeps its digest", async (context) => {
  const folder = folderWith(context, SMALL_PROJECT);
  const made = await callCommand(keys, ["create", "ci", "--scopes", "a,b", "--apis", "things", "--subject", "robot"], folder);
  assert.equal(made.code, 0);
  assert.match(made.out, /^pc_[a-z2-7]{10}_\S{49}\n$/u);
  assert.ok(!made.err.includes(made.out.trim()));
  assert.ok(!readFileSync(join(folder, "keys.json"), "utf8").includes(made.out.trim()));
  const id = made.out.slice(3, 13);
  const list = await callCommand(keys, ["list"], folder);
  assert.deepEqual(list.out.split("\n"), [
    "id          name  subject  scopes  apis    state",
    `${id}  ci    robot    a b     things  valid`,
    "",
  ]);
  assert.equal((await callCommand(keys, ["revoke", id], folder)).code, 0);
  assert.match((await callCommand(keys, ["list"], folder)).out, /revoked [0-9-]{10} [0-9:]{5}$/mu);
  assert.equal((await callCommand(keys, ["revoke", "aaaaaaaaaa"], folder)).code, 1);
});

test("what is not said or can't be is a usage error", async (context) => {
  const folder = folderWith(context, {
    ...SMALL_PROJECT,
    "none.yaml": "version: 1\napis: [{ name: a, routes: any, public: true, upstream: 'http://h' }]\n",
    "two.yaml":
      "version: 1\napis:\n  - { name: a, prefix: /a, routes: any, auth: { keys: a.json }, upstream: 'http://h' }\n  - { name: b, routes: any, auth: { keys: b.json }, upstream: 'http://h' }\n",
  });
  const rows: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /create NAME/u],
    [["create"], /name the key/u],
    [["revoke"], /which key/u],
    [["list", "x"], /create NAME/u],
    [["create", "a", "--expires", "soon"], /expected a duration/u],
    [["create", "a", "b"], /too much/u],
    [["create", "a", "-c", "two.yaml", "--apis", "a,c"], /no API `c`; there are a, b/u],
    [["list", "-c", "none.yaml"], /names a file of `keys`/u],
    [["list", "-c", "two.yaml"], /several files of keys \(a\.json, b\.json\)/u],
  ];
  for (const [args, expected] of rows) {
    const called = await callCommand(keys, args, folder);
    assert.equal(called.code, 64, args.join(" "));
    assert.match(called.err, expected);
  }
  assert.equal(rows.length, 9);
  assert.match((await callCommand(keys, ["list", "--file", "own.json"], folder)).err, /there are no keys yet/u);
  const missing = await callCommand(keys, ["list", "-c", "nowhere.yaml"], folder);
  assert.equal(missing.code, 3);
  assert.match(missing.err, /^nowhere\.yaml: error: .*no such file.*portcullis init/u);
});
