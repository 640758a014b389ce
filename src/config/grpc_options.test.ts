import assert from "node:assert/strict";
import { test } from "node:test";
import { grpc } from "./grpc_options.ts";

const USUAL = { maxMessageBytes: 4_194_304, maxCallMs: 3_600_000 };

test("a file, a list of them, or the long form: bounds are there in each", () => {
  assert.deepEqual(grpc.parse("a.proto"), { files: ["a.proto"], ...USUAL });
  assert.deepEqual(grpc.parse(["a.proto", "b.pb"]), { files: ["a.proto", "b.pb"], ...USUAL });
  assert.deepEqual(grpc.parse({ files: ["a.proto"] }), { files: ["a.proto"], ...USUAL });
  const bounded = grpc.parse({ files: ["a.proto"], max_message: "64KB", max_call: "5m" });
  assert.deepEqual(bounded, { files: ["a.proto"], maxMessageBytes: 65_536, maxCallMs: 300_000 });
});

test("nothing to read, or a key that there is not, is refused", () => {
  for (const bad of [
    "",
    [],
    [""],
    {},
    { files: [] },
    { files: "a.proto" },
    { files: ["a"], max_call: "soon" },
    { files: ["a"], reflection: true },
  ])
    assert.equal(grpc.safeParse(bad).success, false, JSON.stringify(bad));
});
