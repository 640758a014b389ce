import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_LOAD_LIMITS, isKnownDocument, loadFiles } from "./load_files.ts";

function readerOf(files: Readonly<Record<string, string>>, asked: string[]) {
  return {
    read: (uri: string): Promise<Uint8Array> => {
      asked.push(uri);
      const text = files[uri];
      return text === undefined ? Promise.reject(new Error("none")) : Promise.resolve(new TextEncoder().encode(text));
    },
  };
}

test("each file is asked for once, however often and however it is named", async () => {
  const asked: string[] = [];
  const files = {
    "a.yaml": "x: [{ $ref: b.yaml }, { $ref: './b.yaml#/y' }, { $ref: 'c/../b.yaml' }, { $ref: none.yaml }]",
    "b.yaml": "y: { $ref: 'a.yaml#/x' }\nz: { $ref: none.yaml }",
  };
  const loaded = await loadFiles("a.yaml", readerOf(files, asked), {});
  assert.deepEqual(asked, ["a.yaml", "b.yaml", "none.yaml"]);
  assert.deepEqual(
    loaded.issues.map(({ code, source, pointer }) => `${code} ${source} ${pointer}`),
    ["openapi.unreadable a.yaml /x/3"],
  );
});

test("nothing is asked of the network unless allowed, nor for meta-schemas", async () => {
  const asked: string[] = [];
  const files = {
    "a.yaml": "x: [{ $ref: 'https://a.example/b' }, { $ref: 'https://json-schema.org/draft/2020-12/schema' }, { $ref: 'http://[::1]/' }]",
  };
  const loaded = await loadFiles("a.yaml", readerOf(files, asked), {});
  assert.deepEqual(asked, ["a.yaml"]);
  assert.deepEqual(
    loaded.issues.map(({ code }) => code),
    ["openapi.ref_not_allowed", "openapi.ref_not_allowed"],
  );
  assert.ok(isKnownDocument("https://spec.openapis.org/oas/3.1/dialect/base"));
});

test("the defaults are bounds", () => {
  for (const bound of Object.values(DEFAULT_LOAD_LIMITS)) assert.ok(Number.isSafeInteger(bound) && bound > 0);
});
