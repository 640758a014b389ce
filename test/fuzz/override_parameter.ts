/** `_method` in a query: the one-pass scanner agrees with decoding every parameter name. */
import { namesMethodOverride } from "../../src/guards/method/override_parameter.ts";
import type { FuzzTarget } from "./target.ts";

export const target: FuzzTarget = {
  name: "override_parameter",
  run(bytes) {
    const query = Buffer.from(bytes).toString("latin1");
    if (namesMethodOverride(query) !== slowly(query)) throw new Error("the scanner and the slow reading disagree");
  },
};

function slowly(query: string): boolean {
  return query.split(/[&;]/u).some((parameter) => {
    const name = parameter.replaceAll(/%([0-9a-f]{2})/giu, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return /^_method(?:$|[=&;[\0])/iu.test(name.replaceAll(/[^\0-\x7f]/gu, "?"));
  });
}
