import assert from "node:assert/strict";
import { test } from "node:test";
import { isXmlBlank, isXmlBlankText, isXmlCharacter, isXmlNameCharacter, isXmlNameStart } from "./xml_character.ts";

const all = (text: string, is: (code: number) => boolean): boolean =>
  Array.from(text).every((character) => is(character.codePointAt(0) ?? 0));
const none = (text: string, is: (code: number) => boolean): boolean =>
  Array.from(text).every((character) => !is(character.codePointAt(0) ?? 0));

test("names begin and go on as production 4 says, but for the colon", () => {
  assert.ok(all("aZ_éñ漢", isXmlNameStart) && none("-.0:·\u0300 <&×÷", isXmlNameStart));
  assert.ok(all("aZ_é-.09·\u0300", isXmlNameCharacter) && none(":/ <>&=\"'×\u2028\0", isXmlNameCharacter));
});

test("controls but tab and line ends are no characters, nor are surrogates and U+FFFE", () => {
  assert.ok(all("\t\n\r a\u007f\u0085퟿\ue000�😀", isXmlCharacter));
  for (const code of [0, 1, 8, 0x0b, 0x1f, 0xd800, 0xdfff, 0xfffe, 0xffff, 0x110000]) assert.ok(!isXmlCharacter(code), code.toString(16));
});

test("white space is four characters", () => {
  assert.ok(all(" \t\r\n", isXmlBlank) && none("\u00a0\u2003a", isXmlBlank));
  assert.ok(isXmlBlankText("") && isXmlBlankText(" \n") && !isXmlBlankText(" a"));
});
