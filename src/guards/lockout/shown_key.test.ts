import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { headerFields } from "../../../test/support/exchange.ts";
import { generateApiKey } from "../../token/api_key.ts";
import { showsCredential, shownKeyId } from "./shown_key.ts";

const NONE = headerFields([]);

test("a key is found in any field and in the query, whole or not", () => {
  const { id, key } = generateApiKey({ bytes: (length) => new Uint8Array(length).fill(9) });
  assert.equal(
    shownKeyId(
      headerFields([
        ["accept", "*/*"],
        ["authorization", `Bearer ${key}`],
      ]),
      null,
    ),
    id,
  );
  assert.equal(shownKeyId(headerFields([["cookie", `pc_short; key=${key}`]]), null), id);
  assert.equal(shownKeyId(NONE, `a=pc_&key=pc_${id}_guess`), id);
  assert.equal(shownKeyId(headerFields([["x-a", "pc_UPPERCASE1_x"]]), "pc_"), null);
  assert.equal(shownKeyId(NONE, null), null);
});

test("a credential is an Authorization field, a key of ours, or a field named like one", () => {
  for (const name of ["authorization", "x-api-key", "apikey", "x-auth-token"])
    assert.equal(showsCredential(headerFields([[name, "guess"]]), null), true, name);
  assert.equal(showsCredential(NONE, "key=pc_abcdefghij_x"), true);
  assert.equal(
    showsCredential(
      headerFields([
        ["accept", "*/*"],
        ["cookie", "a=b"],
      ]),
      "page=2",
    ),
    false,
  );
});

test("no text makes it throw", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      shownKeyId(headerFields([["x", text]]), `pc_${text}`);
    }),
  );
});
