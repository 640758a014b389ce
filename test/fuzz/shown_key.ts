/** The key id a request shows: any text gives an id of ten characters that stands in it after `pc_`, or none. */
import { shownKeyId } from "../../src/guards/lockout/shown_key.ts";
import { headerFields } from "../support/exchange.ts";
import type { FuzzTarget } from "./target.ts";

export const target: FuzzTarget = {
  name: "shown_key",
  run(bytes) {
    const text = Buffer.from(bytes).toString("latin1");
    const id = shownKeyId(headerFields([["x", text]]), null);
    if (id !== shownKeyId(headerFields([]), text)) throw new Error("a field and the query are read differently");
    if (id === null ? /pc_[a-z0-9]{10}_/u.test(text) : !text.includes(`pc_${id}_`) || id.length !== 10)
      throw new Error("the id is not what stands there");
  },
};
