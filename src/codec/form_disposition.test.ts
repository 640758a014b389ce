import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFormDisposition } from "./form_disposition.ts";

test("a name and perhaps a file name, in any case and order", () => {
  const rows: readonly (readonly [text: string, name: string, filename: string | null])[] = [
    ['form-data; name="a"', "a", null],
    ["form-data;name=a", "a", null],
    ['Form-Data; NAME="a b"; FileName="x.png"', "a b", "x.png"],
    ['form-data; filename="x.png"; name="a"', "a", "x.png"],
    ['form-data; name="a"; filename=""', "a", ""],
    ['form-data; name="a[b]"; filename="ü %22.png"', "a[b]", "ü %22.png"],
    ['form-data; name="a;b=c"', "a;b=c", null],
  ];
  for (const [text, name, filename] of rows) assert.deepEqual(parseFormDisposition(text), { name, filename }, text);
  assert.equal(rows.length, 7);
});

test("what two form parsers read differently is refused", () => {
  const rows: readonly (readonly [text: string, fault: string])[] = [
    ["", "syntax"],
    ["form-data", "syntax"],
    ['attachment; name="a"', "syntax"],
    ['form-data; name=""', "syntax"],
    ['form-data; name="a"; name="b"', "syntax"],
    ['form-data; name="a', "syntax"],
    ['form-data; name="a\\"b"', "syntax"],
    ['form-data; name="a" ; filename="b"', "syntax"],
    ['form-data; name="a";', "syntax"],
    ['form-data; name = "a"', "syntax"],
    ['form-data; name="a"x', "syntax"],
    ['form-data; name="a"; size=3', "syntax"],
    ["form-data; name*=UTF-8''a", "syntax"],
    ['form-data name="a"', "syntax"],
    [`form-data; name="${"a".repeat(256)}"`, "syntax"],
    ['form-data; name="a"; filename="x"; filename="y"', "filename"],
    ["form-data; name=\"a\"; filename*=UTF-8''x", "filename"],
    ['form-data; name="a"; filename="x\\"y"', "filename"],
    ['form-data; name="a"; filename="C:\\x"', "filename"],
    ['form-data; name="a"; filename="../x"', "filename"],
    ['form-data; name="a"; filename=".."', "filename"],
    ['form-data; name="a"; filename="%2e%2E%2Fx"', "filename"],
    ['form-data; name="a"; filename="x%00.png"', "filename"],
    ['form-data; name="a"; filename="x\0"', "filename"],
  ];
  for (const [text, fault] of rows) assert.equal(parseFormDisposition(text), fault, text);
  assert.equal(rows.length, 24);
});
