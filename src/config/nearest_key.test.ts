import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestKey } from "./nearest_key.ts";

test("a mistyped key finds the one that was meant, at any depth, and a foreign one finds none", () => {
  const rows: readonly (readonly [readonly PropertyKey[], string, string | null])[] = [
    [[], "lisen", "listen"],
    [[], "Listen", "listen"],
    [[], "apsi", "apis"],
    [[], "colour", null],
    [["listen"], "plain_text", "plaintext"],
    [["apis", 0], "auht", "auth"],
    [["apis", 0], "upstreem", "upstream"],
    [["apis", 0, "auth"], "profil", "profile"],
    [["apis", 0, "limits", 0], "bursts", "burst"],
    [["apis", 0, "operations", "listPets"], "max_bdy", "max_body"],
    [["apis", 0, "upstream"], "timeot", "timeout"],
    [["protocol"], "heads", "head"],
    [["nowhere", 3], "x", null],
    [[], "x", null],
    [[], "__proto__", null],
    [["constructor"], "x", null],
  ];
  for (const [path, key, expected] of rows) assert.equal(nearestKey(path, key), expected, key);
  assert.equal(rows.length, 16);
});
