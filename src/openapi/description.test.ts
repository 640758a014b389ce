import assert from "node:assert/strict";
import { test } from "node:test";
import { describeYaml, issuesIn } from "../../test/support/openapi_description.ts";

test("references are followed to their end", () => {
  const { description, root } = describeYaml("a: { $ref: '#/b' }\nb: { $ref: '#/c' }\nc: { end: 1 }\nd: { $ref: '#/nothing' }\ne: 5");
  const follow = (name: string) => description.follow(root.value[name], { uri: "api.yaml", pointer: `/${name}` });
  assert.deepEqual(follow("a")?.place, { uri: "api.yaml", pointer: "/c" });
  assert.equal(follow("d"), null);
  assert.equal(follow("e"), null);
  assert.deepEqual(issuesIn(description), []);
});

test("a circle of references is an issue where it was entered", () => {
  const { description, root } = describeYaml("a: { $ref: '#/b' }\nb: { $ref: '#/a' }");
  assert.equal(description.follow(root.value["a"], { uri: "api.yaml", pointer: "/a" }), null);
  assert.deepEqual(issuesIn(description), ["openapi.ref_cycle /a"]);
});

test("the same issue counts once", () => {
  const { description, root } = describeYaml("a: 1");
  for (let count = 0; count < 3; count += 1) description.error("x", "m", root.place);
  description.warn("x", "another", root.place);
  assert.deepEqual(
    description.issues.map(({ severity, message }) => [severity, message]),
    [
      ["error", "m"],
      ["warning", "another"],
    ],
  );
});

test("versions compare", () => {
  const { description } = describeYaml("a: 1", "3.1");
  assert.deepEqual([description.isAtLeast("3.0"), description.isAtLeast("3.1"), description.isAtLeast("3.2")], [true, true, false]);
});
