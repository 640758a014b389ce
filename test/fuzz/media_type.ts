/** Media types: what is accepted is written back and read as the same value. */
import assert from "node:assert/strict";
import { toTokenOrQuoted } from "../../src/codec/field_syntax.ts";
import { compileMediaRange, parseMediaType, rangeSpecificity } from "../../src/message/media_type.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

export const target: FuzzTarget = {
  name: "media_type",
  run(bytes) {
    const text = latin1Text(bytes);
    const media = parseMediaType(text);
    const range = compileMediaRange(text);
    if (media === null) return;
    assert.ok(range !== null && rangeSpecificity(range, media) === 2 + media.parameters.size, "a type is a range that fits itself");
    const values = [...media.parameters];
    // What toTokenOrQuoted can't write (bytes above 0x7E, tabs) is not written back.
    if (values.some(([, value]) => Array.from(value).some((char) => char < " " || char > "~"))) return;
    const again = parseMediaType(media.essence + values.map(([name, value]) => `; ${name}=${toTokenOrQuoted(value)}`).join(""));
    assert.deepEqual(again, media);
  },
};
