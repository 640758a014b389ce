import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyParts, verdictOn } from "../../../test/support/judge_body.ts";
import { addJsonRefusal, bodyPlace, judgeInstance } from "./body_parts.ts";

test("the place of the whole has no pointer", () => {
  assert.deepEqual([bodyPlace(""), bodyPlace("/a/0")], ["body", "body:/a/0"]);
});

test("an instance is held to its schema under a prefix, and to none without one", () => {
  const { plan } = bodyParts({ schema: { items: { type: "integer" } } });
  assert.equal(
    verdictOn((_bytes, _media, judgement) => judgeInstance(["x"], plan, judgement, "/a"), ""),
    "invalid: schema.type body:/a/0",
  );
  assert.equal(
    verdictOn((_bytes, _media, judgement) => judgeInstance(["x"], null, judgement), ""),
    "",
  );
});

test("refused JSON is malformed, but for size and work", () => {
  const rows = [
    ["json.syntax", "malformed"],
    ["json.too_large", "too_large"],
    ["json.budget", "exhausted"],
  ] as const;
  for (const [code, severity] of rows) {
    const refusal = { code, message: "m", offset: 0, pointer: "/x" };
    const got = verdictOn((_bytes, _media, judgement) => addJsonRefusal(refusal, judgement, { uri: "d", pointer: "" }), "");
    assert.equal(got, `${severity}: ${code} body:/x`);
  }
});
