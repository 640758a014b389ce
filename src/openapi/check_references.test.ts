import assert from "node:assert/strict";
import { test } from "node:test";
import { describeYaml, issuesIn } from "../../test/support/openapi_description.ts";
import { checkReferences } from "./check_references.ts";

test("a reference to nothing is found wherever it stands; anchors and meta-schemas are left to the schema reader", () => {
  const { description } = describeYaml(`
ok: { $ref: '#/target' }
target: {}
bad: { deep: [{ $ref: '#/nothing' }] }
malformed: { $ref: '#/a~2b' }
undecodable: { $ref: '#/%zz' }
anchor: { $ref: '#name' }
meta: { $ref: 'https://json-schema.org/draft/2020-12/schema' }
`);
  checkReferences(description);
  assert.deepEqual(issuesIn(description), [
    "openapi.unresolved_ref /bad/deep/0/$ref",
    "openapi.unresolved_ref /malformed/$ref",
    "openapi.unresolved_ref /undecodable/$ref",
  ]);
});

test("an unknown key of ours is found in schemas too, not in examples", () => {
  const { description } = describeYaml("schema: { x-portcullis-nope: 1, example: { x-portcullis-nope: 1 } }");
  checkReferences(description);
  assert.deepEqual(issuesIn(description), ["openapi.unknown_extension /schema/x-portcullis-nope"]);
});
