import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { decodeOnce } from "./decode_once.ts";

const DOUBLED = z
  .strictObject({ size: z.int() })
  .prefault({ size: 1 })
  .transform(({ size }) => ({ doubled: size * 2 }));

test("what was decoded is taken as it is, by whichever way it was decoded", () => {
  const { schema, decode } = decodeOnce(DOUBLED);
  const written = { size: 2 };
  const first = decode(written);
  assert.deepEqual(first, { ok: true, value: { doubled: 4 } });
  const again = decode(written);
  assert.ok(first.ok && again.ok);
  assert.equal(again.value, first.value, "the same block is decoded once");
  const taken = decode(first.value);
  assert.ok(taken.ok);
  assert.equal(taken.value, first.value, "what decoding gave is not decoded again, which it would not survive");
  const elsewhere = schema.parse({ size: 3 });
  assert.deepEqual(decode(elsewhere), { ok: true, value: { doubled: 6 } });
  assert.deepEqual(decode({ doubled: 6 }).ok, false, "a look-alike is none");
});

test("nothing written is the default; every issue has its path", () => {
  const { decode } = decodeOnce(DOUBLED);
  assert.deepEqual(decode(undefined), { ok: true, value: { doubled: 2 } });
  const refused = decode({ size: "2", more: 1 });
  assert.ok(!refused.ok);
  assert.deepEqual(
    refused.issues.map(({ path }) => path),
    [["size"], []],
  );
});
