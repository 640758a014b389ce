import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { toShellWord } from "./shell_word.ts";

test("a word is what it was to a real shell, whatever it holds", () => {
  const words = [
    "plain/word-1.yaml",
    "",
    "two words",
    "a;echo b",
    "$(echo b)`echo c`$HOME",
    "it's",
    '"quoted"',
    "a|b&c>d<e*f?g[h]~#!",
    "back\\slash\\",
    "line\nbreak",
    "-x",
    "read:orders,write:orders",
    "\u00e4\u20ac",
  ];
  const script = `printf '%s\\0' ${words.map(toShellWord).join(" ")}`;
  assert.deepEqual(execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1), words);
  assert.equal(toShellWord("plain/word-1.yaml"), "plain/word-1.yaml");
});
