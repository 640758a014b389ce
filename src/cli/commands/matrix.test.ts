import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { callCommand, folderWith, SMALL_PROJECT } from "../../../test/support/command_io.ts";
import { matrix } from "./matrix.ts";

test("every operation is a row, as text, Markdown or JSON", async (context) => {
  const folder = folderWith(context, SMALL_PROJECT);
  const text = await callCommand(matrix, [], folder);
  assert.equal(text.code, 0);
  assert.deepEqual(text.out.split("\n").slice(0, 4), [
    "things",
    "operation     who may call                        limits  body  mode",
    "GET /things   anyone                                      1 MB  enforced",
    "POST /things  API key in header X-Key with write          1 MB  enforced",
  ]);
  assert.match(
    (await callCommand(matrix, ["--output", "markdown"], folder)).out,
    /^\| things \| POST \/things \| API key in header X-Key with write \| {2}\| 1 MB \| enforced \|$/mu,
  );
  const parsed: unknown = JSON.parse((await callCommand(matrix, ["--output", "json"], folder)).out);
  assert.ok(typeof parsed === "object" && parsed !== null && "operations" in parsed && Array.isArray(parsed.operations));
  assert.equal(parsed.operations.length, 2);
});

test("the configuration is named by -c too", async (context) => {
  const folder = folderWith(context, {
    "openapi.yaml": SMALL_PROJECT["openapi.yaml"] ?? "",
    "b.yaml": SMALL_PROJECT["portcullis.yaml"] ?? "",
  });
  assert.equal((await callCommand(matrix, ["-c", "b.yaml"], folder)).code, 0);
});

test("a configuration that is wrong has no matrix", async (context) => {
  const called = await callCommand(matrix, [], folderWith(context, { "portcullis.yaml": "version: 1\n" }));
  assert.deepEqual([called.code, called.out], [3, ""]);
  assert.match(called.err, /error: /u);
});

test("what an operator overrides is shown while it lasts", async (context) => {
  const override = { guard: "openapi_request", mode: "observe", setAtMs: 0, by: "token", reason: "why" };
  const overrides = [
    { ...override, untilMs: Date.now() + 60_000 },
    { ...override, guard: "authn", untilMs: 1 },
  ];
  const folder = folderWith(context, { ...SMALL_PROJECT, ".portcullis/modes.json": JSON.stringify(overrides) });
  chmodSync(join(folder, ".portcullis/modes.json"), 0o600);
  const { out } = await callCommand(matrix, [], folder);
  assert.match(out, /^GET \/things .*openapi_request observes$/mu);
  assert.match(out, /^overridden by an operator: openapi_request observe until \S+Z \(why\)$/mu);
  assert.doesNotMatch(out, /authn/u);
});
