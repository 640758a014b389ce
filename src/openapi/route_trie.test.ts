import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTemplate } from "./path_template.ts";
import { emptyTrie, findLeaf, insertTemplate } from "./route_trie.ts";

function trieOf(templates: readonly (readonly [string, number])[]) {
  const root = emptyTrie<string>();
  for (const [template, multiAt] of templates) {
    const parsed = parseTemplate(template);
    assert.ok(parsed.ok);
    insertTemplate(root, parsed.segments, multiAt).leaf = template;
  }
  return root;
}

test("a dead end is left again for the next best branch", () => {
  const root = trieOf([
    ["/a/b/c", -1],
    ["/a/{x}/d", -1],
    ["/{w}/b/e", -1],
    ["/{all}", 0],
    ["/{all}/end", 0],
  ]);
  const rows: readonly (readonly [readonly string[], string | null])[] = [
    [["a", "b", "c"], "/a/b/c"],
    [["a", "b", "d"], "/a/{x}/d"],
    [["a", "b", "e"], "/{w}/b/e"],
    [["a", "b", "f"], "/{all}"],
    [["a", "b", "end"], "/{all}/end"],
    [["end"], "/{all}"],
    [["a", ""], null],
    [[""], null],
  ];
  for (const [segments, wanted] of rows) assert.equal(findLeaf(root, segments, 0), wanted, segments.join("/"));
  assert.equal(rows.length, 8);
});

test("the work of a look-up is bounded by the trie, not by two to the power of the path", () => {
  const depth = 30;
  const root = emptyTrie<string>();
  // `/a/a/…` and, at each depth, a parameter branch that ends one segment short: every branch is a dead end.
  for (let at = 0; at < depth; at += 1) {
    const parsed = parseTemplate(
      `/${[...Array.from({ length: at }, () => "a"), "{p}", ...Array.from({ length: depth - at - 1 }, () => "a"), "z"].join("/")}`,
    );
    assert.ok(parsed.ok);
    insertTemplate(root, parsed.segments, -1).leaf = "never";
  }
  let looks = 0;
  const counted = new Proxy(
    Array.from({ length: depth + 1 }, () => "a"),
    {
      get(target, key, receiver): unknown {
        if (typeof key === "string" && key !== "length") looks += 1;
        return Reflect.get(target, key, receiver);
      },
    },
  );
  assert.equal(findLeaf(root, counted, 0), null);
  const nodes = depth * (depth + 2);
  assert.ok(looks <= nodes, `${looks} looks in a trie of at most ${nodes} nodes`);
});
