/** The witness for requests whose content no guard looks at, so that it is passed on as it comes. */
import { z } from "zod";
import { defineGuard, type GuardOf } from "../../src/guards/define_guard.ts";
import { PASS } from "../../src/kernel/verdict.ts";
import { judged } from "./witness.ts";

export const guard: GuardOf<"body"> = defineGuard({
  name: "witness_stream",
  phase: "body",
  summary: "notes what it judged, without the content",
  options: z.strictObject({}).prefault({}),
  always: true,
  needsBody: false,
  compile: () => ({
    kind: "check",
    check: ({ id, method, path, query, headers }) => {
      const fields = Array.from({ length: headers.length }, (_, index) => [headers.nameAt(index), headers.valueAt(index)] as const);
      judged.push({ id, method, url: query === null ? path.forwarded : `${path.forwarded}?${query}`, fields, body: "", passed: true });
      return PASS;
    },
  }),
});
