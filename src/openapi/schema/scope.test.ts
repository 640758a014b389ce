import assert from "node:assert/strict";
import { test } from "node:test";
import type { SchemaResource } from "./index_resources.ts";
import { Scope } from "./scope.ts";

const resource = (uri: string, ...names: string[]): SchemaResource => ({
  uri,
  dialect: "2020-12",
  root: {},
  file: uri,
  pointer: "",
  anchors: new Map(),
  dynamicAnchors: new Map(names.map((name) => [name, ""])),
});

test("the outermost resource that was entered binds, and equal histories are one scope", () => {
  const [a, b, c] = [resource("a", "x"), resource("b", "x", "y"), resource("c")];
  const root = new Scope();
  const scope = root.enter(a).enter(c).enter(b);
  assert.equal(scope.boundTo("x"), a);
  assert.equal(scope.boundTo("y"), b);
  assert.equal(scope.boundTo("z"), undefined);
  assert.equal(root.enter(a).enter(b), scope);
  assert.equal(scope.enter(a), scope);
});
