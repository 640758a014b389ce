import assert from "node:assert/strict";
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

test("a configuration that is wrong has no matrix", async (context) => {
  const called = await callCommand(matrix, [], folderWith(context, { "portcullis.yaml": "version: 1\n" }));
  assert.deepEqual([called.code, called.out], [3, ""]);
  assert.match(called.err, /error: /u);
});
