import assert from "node:assert/strict";
import { compilePattern } from "../../src/regexp/pattern.ts";
import type { FuzzTarget } from "./target.ts";

/** The input is a pattern, a line feed and a text. Never throws; on short texts a supported pattern answers as the runtime's own engine does. */
export const target: FuzzTarget = {
  name: "pattern",
  run(bytes) {
    const [source = "", text = ""] = new TextDecoder().decode(bytes.subarray(0, 80)).split("\n");
    const pattern = compilePattern(source);
    if (!pattern.ok) return;
    const found = pattern.test(text);
    let native: RegExp;
    try {
      native = new RegExp(source, "u");
    } catch {
      // Escaped punctuation and `[\w-.]` are taken here but are errors under the `u` flag: nothing to compare with.
      return;
    }
    if (text.length <= 12) assert.equal(found, native.test(text), JSON.stringify([source, text]));
  },
};
