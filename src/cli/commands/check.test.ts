import assert from "node:assert/strict";
import { test } from "node:test";
import { callCommand, folderWith, SMALL_PROJECT } from "../../../test/support/command_io.ts";
import { check } from "./check.ts";

test("what is right is summed up and ends with 0", async (context) => {
  const called = await callCommand(check, [], folderWith(context, SMALL_PROJECT));
  assert.deepEqual(called, {
    code: 0,
    out: "things: 2 operations -> http://127.0.0.1:9\n  who may call: API key in header X-Key with write (1); anyone (1)\nportcullis.yaml: ok (0 errors, 0 warnings)\n",
    err: "",
  });
});

test("warnings count with --strict alone", async (context) => {
  const document = (SMALL_PROJECT["openapi.yaml"] ?? "")
    .replace("[{ key: [write] }]", "[{ key: [write] }, { basic: [] }]")
    .replace("securitySchemes: {", "securitySchemes: { basic: { type: http, scheme: basic },");
  const folder = folderWith(context, { ...SMALL_PROJECT, "openapi.yaml": document });
  assert.equal((await callCommand(check, [], folder)).code, 0);
  const strict = await callCommand(check, ["--strict", "--output", "json"], folder);
  assert.equal(strict.code, 3);
  assert.match(strict.out, /"ok": false/u);
  assert.match(strict.out, /"code": "auth\.unusable_scheme"/u);
});

test("formats are text, json, sarif and junit", async (context) => {
  const folder = folderWith(context, { "portcullis.yaml": "version: 1\n" });
  assert.match((await callCommand(check, ["--output", "sarif"], folder)).out, /"version": "2\.1\.0"/u);
  assert.match((await callCommand(check, ["--output", "junit"], folder)).out, /failures="1"/u);
  assert.deepEqual(await callCommand(check, ["--output", "xml"], folder), {
    code: 64,
    out: "",
    err: "no output format `xml`; there are text, json, sarif, junit",
  });
});
