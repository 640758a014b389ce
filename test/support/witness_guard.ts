/** A guard as a user would write one: it looks at everything of a request, notes it, and refuses what holds `EVIL` anywhere. */
import { z } from "zod";
import { defineGuard, type GuardOf } from "../../src/guards/define_guard.ts";
import type { Buffered } from "../../src/kernel/exchange.ts";
import { problem } from "../../src/kernel/problem.ts";
import { deny, PASS } from "../../src/kernel/verdict.ts";
import { latin1Text } from "../../src/message/latin1.ts";
import { FORBIDDEN, judged } from "./witness.ts";

export const guard: GuardOf<"body"> = defineGuard({
  name: "witness",
  phase: "body",
  summary: "notes what it judged",
  options: z.strictObject({}).prefault({}),
  always: true,
  needsBody: true,
  compile: () => ({ kind: "check", check: (exchange) => (look(exchange) ? PASS : deny(problem(403, "evil", "Evil"))) }),
});

function look({ id, method, path, query, headers, body }: Buffered): boolean {
  const fields = Array.from({ length: headers.length }, (_, index) => [headers.nameAt(index), headers.valueAt(index)] as const);
  const url = query === null ? path.forwarded : `${path.forwarded}?${query}`;
  const text = body.kind === "buffered" ? latin1Text(body.bytes, 0, body.bytes.length) : "";
  const passed = ![method, path.segments.join("/"), url, text, ...fields.flat()].some((part) => part.toUpperCase().includes(FORBIDDEN));
  judged.push({ id, method, url, fields, body: text, passed });
  return passed;
}
