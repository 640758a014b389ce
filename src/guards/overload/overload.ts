/** Refuses at once what can't be served in time (OWASP API4:2023): before anybody's token is verified and before a body is read, the least important first. */
import { z } from "zod";
import { type Priority, PRIORITIES } from "../../kernel/deps.ts";
import { type Problem, problem } from "../../kernel/problem.ts";
import { deny, PASS } from "../../kernel/verdict.ts";
import { defineGuard, type GuardOf } from "../define_guard.ts";

const options: z.ZodType<Priority> = z
  .enum(PRIORITIES)
  .default("normal")
  .describe("what is refused first when the gateway can't keep up: `sheddable`, then `normal`, and `critical` last");

/** Different times, so that those refused together don't come back together. */
const RETRY_AFTER: readonly string[] = ["1", "2", "3", "5"];

/** RFC 9110 section 15.6.4. */
function overloaded(refused: number): Problem {
  const retryAfter = RETRY_AFTER[refused % RETRY_AFTER.length] ?? "1";
  return problem(503, "overloaded", "Too much to do at present", { headers: [["retry-after", retryAfter]] });
}

/** 503 `overloaded` while events wait longer than `protocol.target_delay` for their turn. */
export const overload: GuardOf<"route"> = defineGuard({
  name: "overload",
  key: "priority",
  phase: "route",
  summary: "refuses the least important calls when the gateway can't keep up",
  options,
  always: true,
  // Why: a load that ended every WebSocket would bring all their clients back at once.
  once: true,
  compile: (priority, _scope, { load }) => {
    let refused = 0;
    const finding = { code: "overload.shed", place: "", message: `calls of the priority ${priority} are being shed`, rule: "priority" };
    return {
      kind: "check",
      check: () => (load.admits(priority) ? PASS : deny(overloaded(refused++), finding)),
    };
  },
});
