/** Cookies: every pair is text of the field, in order, divided where a reader that knows nothing but `;` divides. */
import assert from "node:assert/strict";
import { MAX_COOKIES, parseCookies } from "../../src/codec/cookie.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

export const target: FuzzTarget = {
  name: "cookie",
  run(bytes) {
    const text = latin1Text(bytes);
    const cookies = parseCookies(text);
    if ("refused" in cookies) {
      assert.ok(cookies.offset >= 0 && cookies.offset < text.length);
      return;
    }
    assert.ok(cookies.length <= MAX_COOKIES);
    const naive = text
      .split(";")
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]);
    assert.deepEqual(
      cookies.map(({ name }) => name),
      naive.map(([name]) => name),
    );
    for (const [index, { value }] of cookies.entries()) {
      const whole = naive[index]?.[1];
      assert.ok(whole === value.trim() || whole === value || whole === `"${value}"`);
    }
  },
};
