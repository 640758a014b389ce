import assert from "node:assert/strict";
import { maskTarget } from "../../src/events/mask.ts";
import { MAX_EVENT_LIMIT, parseEventQuery, parseFilterText } from "../../src/events/query.ts";
import type { FuzzTarget } from "./target.ts";

const NOW_MS = 1_000_000;

/** A query and a filter in words are read or refused; a mask of any target is bounded. */
export const target: FuzzTarget = {
  name: "event_query",
  run(bytes) {
    const text = new TextDecoder("latin1").decode(bytes);
    for (const parsed of [parseEventQuery(new URLSearchParams(text), NOW_MS), parseFilterText(text, NOW_MS)])
      assert.ok(parsed.ok ? parsed.limit >= 1 && parsed.limit <= MAX_EVENT_LIMIT : parsed.message !== "");
    const mark = text.indexOf("?");
    const path = `/${mark === -1 ? text : text.slice(0, mark)}`;
    const masked = maskTarget(path, mark === -1 ? null : text.slice(mark + 1), null);
    assert.ok(masked.length <= path.length + 3 * path.split("/").length + 1 + 33 * 70);
  },
};
