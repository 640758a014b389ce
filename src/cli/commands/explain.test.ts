import assert from "node:assert/strict";
import { test } from "node:test";
import { callCommand, folderWith, SMALL_PROJECT } from "../../../test/support/command_io.ts";
import { explain } from "./explain.ts";

test("a request in curl's words goes through every phase", async (context) => {
  const folder = folderWith(context, SMALL_PROJECT);
  const passes = await callCommand(explain, ["/things"], folder);
  assert.match(passes.out, /^forwarded to http:\/\/127\.0\.0\.1:9:\n {2}GET \/things HTTP\/1\.1$/mu);
  const refused = await callCommand(explain, ["-X", "POST", "/things", "--output", "json"], folder);
  assert.match(refused.out, /"by": "authn",\n\s+"mode": "enforce",\n\s+"said": "refuses"/u);
  const scoped = await callCommand(explain, ["-X", "POST", "/things", "--principal", "https://i|eve", "--scopes", "write"], folder);
  assert.match(scoped.out, /^ {2}authn +authn +passes: https:\/\/i\|eve$/mu);
});

test("a token is not shown in what would be forwarded", async (context) => {
  const folder = folderWith(context, SMALL_PROJECT);
  for (const more of [[], ["--output", "json"]]) {
    const { out } = await callCommand(explain, ["/things", "--token", "abc.def.ghi", ...more], folder);
    assert.match(out, /authorization: Bearer \*\*\*/iu);
    assert.ok(!out.includes("abc.def.ghi"));
  }
});

test("what can't be meant is a usage error, and a wrong configuration ends with 3", async (context) => {
  const folder = folderWith(context, SMALL_PROJECT);
  for (const args of [
    [],
    ["/a", "/b"],
    ["/a", "--json", "@nofile"],
    ["/a", "--again"],
    ["/a", "--scopes", "x"],
    ["/a", "--principal", "x", "--token", "y"],
    ["/a", "--principal", "x", "--claims", "[]"],
    ["/a", "--principal", "x", "--claims", "{"],
  ])
    assert.equal((await callCommand(explain, args, folder)).code, 64, args.join(" "));
  assert.equal((await callCommand(explain, ["/a"], folderWith(context, { "portcullis.yaml": "version: 1\n" }))).code, 3);
});
