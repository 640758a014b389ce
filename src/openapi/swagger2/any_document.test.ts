/** Whatever stands in a Swagger 2.0 document, it is read or its issues name places that are there. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as fc from "fast-check";
import { parse } from "yaml";
import { loadDocument } from "../document.ts";
import { valueAt } from "../json_pointer.ts";
import { isJsonArray, isJsonObject } from "../json_value.ts";

const FULL: unknown = parse(
  readFileSync(new URL("../../../test/golden/openapi/documents/swagger_2_in_full/openapi.yaml", import.meta.url), "utf8"),
);

/** Every place of a value, as the way to it. */
function ways(value: unknown, way: readonly string[] = []): readonly (readonly string[])[] {
  const children = isJsonArray(value) ? Object.entries(value) : isJsonObject(value) ? Object.entries(value) : [];
  return [way, ...children.flatMap(([key, child]) => ways(child, [...way, key]))];
}

const PLACES = ways(FULL).filter((way) => way.length > 0 && way[0] !== "swagger");

/** A copy with another value at the end of `way`, or, where that is undefined, with nothing. */
function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (isJsonArray(value)) return value.map((item, index) => (String(index) === key ? changed(item, rest, to) : item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, name === key ? changed(child, rest, to) : child]));
}

const replacement = fc.constantFrom<unknown>(
  undefined,
  null,
  5,
  "text",
  "array",
  "file",
  "body",
  "formData",
  "multi",
  true,
  [],
  {},
  [5, null, {}],
  { $ref: "#/definitions/Order" },
  { $ref: "#/parameters/id" },
  { $ref: "#/paths/~1orders~1{id}" },
  { $ref: "#/nowhere" },
  { type: "array", items: { type: "array" } },
  { name: "x", in: "body", schema: {} },
);

test("a document with anything anywhere is read, or refused at places that it has", async () => {
  const edit = fc.tuple(fc.constantFrom(...PLACES), replacement);
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
      const root = edits.reduce<unknown>((whole, [way, to]) => changed(whole, way, to), FULL);
      const text = JSON.stringify(root);
      const read = (uri: string): Promise<Uint8Array> =>
        uri === "a.json" ? Promise.resolve(new TextEncoder().encode(text)) : Promise.reject(new Error("no such file"));
      const loaded = await loadDocument("a.json", { read });
      if (!loaded.ok) refused += 1;
      const written: unknown = JSON.parse(text);
      for (const { pointer, file, line, message } of loaded.issues) {
        assert.ok(valueAt(written, pointer).found, `${pointer} is nowhere: ${message}`);
        assert.deepEqual([file, line], ["a.json", 1]);
      }
      if (!loaded.ok) return;
      for (const { place } of loaded.value.operations) assert.ok(valueAt(written, loaded.value.placeOf(place).pointer).found);
    }),
    { numRuns: 300 },
  );
  assert.ok(refused > 30, String(refused));
});
