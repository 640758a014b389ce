import assert from "node:assert/strict";
import { test } from "node:test";
import { isBase64, isJsonPointer, isPattern, isRelativeJsonPointer, isUuid } from "./encoded.ts";

const TABLE: readonly (readonly [is: (text: string) => boolean, yes: readonly string[], no: readonly string[]])[] = [
  [
    isUuid,
    ["2EB8AA08-aa98-11ea-b4aa-73b441d16380", "00000000-0000-0000-0000-000000000000"],
    ["", "2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638g", "{2eb8aa08-aa98-11ea-b4aa-73b441d1638}"],
  ],
  [isBase64, ["", "TQ==", "TWE=", "TWFu", "+/+/"], ["T", "TQ", "TQ=", "TR==", "TWF=", "TWF-", "TQ==\n", "=AAA", "T===", "TQ==TQ=="]],
  [isJsonPointer, ["", "/", "/a~0b~1c", "/a/0"], ["a", "/~", "/~2", "#/a"]],
  [isRelativeJsonPointer, ["0", "1/a", "0#", "10/b~0"], ["", "/a", "01/a", "-1", "0##", "1a"]],
  [isPattern, ["^a+$", "(a)\\1", "(?<=a)b"], ["(", "a**", "[z-a]"]],
];

test("identifiers and encodings are those of their RFCs", () => {
  let rows = 0;
  for (const [is, yes, no] of TABLE) {
    for (const text of yes) assert.equal(is(text), true, `${is.name} ${text}`);
    for (const text of no) assert.equal(is(text), false, `${is.name} ${text}`);
    rows += yes.length + no.length;
  }
  assert.equal(rows, 45);
});
