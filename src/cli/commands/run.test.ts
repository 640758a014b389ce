import assert from "node:assert/strict";
import { test } from "node:test";
import { callCommand, folderWith, SMALL_PROJECT } from "../../../test/support/command_io.ts";
import { runCommand } from "./run.ts";

test("flags that can't be meant are usage errors, before anything listens", async (context) => {
  const two =
    "version: 1\nstore: off\napis:\n  - { name: a, prefix: /a, routes: any, public: true, upstream: 'http://h' }\n  - { name: b, routes: any, public: true, upstream: 'http://h' }\n";
  const folder = folderWith(context, { ...SMALL_PROJECT, "two.yaml": two });
  const rows: readonly (readonly [readonly string[], RegExp])[] = [
    [["--listen", "8080"], /expected `address:port`/u],
    [["--admin", "nowhere"], /expected `address:port`/u],
    [["--upstream", "ftp://x"], /expected an `http:\/\/`/u],
    [["--upstream", "http://bob:secret@h"], /^`--upstream`: credentials do not belong in the upstream's URL/u],
    [["--upstream", "http://h/?a=1"], /^`--upstream`: .*no query and no fragment/u],
    [["--listen", "0.0.0.0:0"], /write `plaintext: true`/u],
    [["--admin", "0.0.0.0:0"], /the admin API there needs `tls/u],
    [["two.yaml", "--upstream", "http://h"], /a configuration of one API; this one has 2/u],
    [["a", "b"], /one configuration file at a time/u],
  ];
  for (const [args, expected] of rows) {
    const called = await callCommand(runCommand, args, folder);
    assert.equal(called.code, 64, args.join(" "));
    assert.match(called.err, expected);
  }
  assert.equal(rows.length, 9);
});

test("a configuration that is wrong does not start", async (context) => {
  const called = await callCommand(runCommand, [], folderWith(context, { "portcullis.yaml": "version: 1\n" }));
  assert.equal(called.code, 3);
  assert.match(called.err, /portcullis\.yaml: not started \(1 error, 0 warnings\)\n$/u);
});
