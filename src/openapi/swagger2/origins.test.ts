import assert from "node:assert/strict";
import { test } from "node:test";
import { Origins } from "./origins.ts";

const place = (uri: string, pointer: string) => ({ uri, pointer });

test("a place leads to where the nearest thing above it was made from, in any file, and what is below comes along", () => {
  const origins = new Origins("new", place("old.yaml", ""));
  origins.set("/paths/~1a/get/parameters/0", place("parts.yaml", "/limit"));
  origins.set("/paths/~1a/get/parameters/0/schema", place("parts.yaml", "/limit"));
  origins.setWhole("/servers", place("old.yaml", "/basePath"));
  const rows: readonly (readonly [pointer: string, uri: string, original: string])[] = [
    ["", "old.yaml", ""],
    ["/info/title", "old.yaml", "/info/title"],
    ["/paths/~1a/get", "old.yaml", "/paths/~1a/get"],
    ["/paths/~1a/get/parameters/0", "parts.yaml", "/limit"],
    ["/paths/~1a/get/parameters/0/required", "parts.yaml", "/limit/required"],
    ["/paths/~1a/get/parameters/0/schema/maxLength", "parts.yaml", "/limit/maxLength"],
    ["/servers/0/url", "old.yaml", "/basePath"],
  ];
  for (const [pointer, uri, original] of rows) assert.deepEqual(origins.of(place("new", pointer)), place(uri, original), pointer);
  assert.equal(rows.length, 7);
});

test("a place of another document is its own", () => {
  const other = place("old.yaml", "/definitions/Pet");
  assert.equal(new Origins("new", place("old.yaml", "")).of(other), other);
});
