/** Break-glass (events/modes.ts): which guards are overridden, setting one for a while, ending it. */
import { z } from "zod";
import { MAX_OVERRIDE_MS } from "../../events/modes.ts";
import { WorkBudget } from "../../kernel/budget.ts";
import { problem } from "../../kernel/problem.ts";
import { DEFAULT_JSON_LIMITS } from "../../codec/json/json_limits.ts";
import { parseJson } from "../../codec/json/parse_json.ts";
import { parseDuration } from "../../codec/duration.ts";
import { jsonAnswer, problemAnswer } from "../answer.ts";
import type { AdminRoute } from "./route.ts";

const change = z.strictObject({
  guard: z.string().min(1).max(64),
  mode: z.enum(["off", "observe", "enforce"]),
  for: z.string().max(16),
  reason: z.string().max(256).default(""),
});
const BODY = problem(400, "body", "The body can't be understood");
const UNSUPPORTED = problem(415, "media_type", "The body must be application/json");
const BUDGET_STEPS = 200_000;

export const getModes: AdminRoute = { method: "GET", path: "/v1/mode", answer: ({ ports }) => jsonAnswer(ports.modes()) };

/** `{ guard, mode, for: "30m", reason? }`: from now on, for at most a day. */
export const setMode: AdminRoute = {
  method: "POST",
  path: "/v1/mode",
  answer: ({ request, ports, by }) => {
    // Why: a form can't send this type, so no page of another site can without asking first.
    if (request.fields("content-type").join().split(";")[0]?.trim().toLowerCase() !== "application/json") return problemAnswer(UNSUPPORTED);
    const json = parseJson(request.body, DEFAULT_JSON_LIMITS, new WorkBudget(BUDGET_STEPS));
    if (!json.ok) return problemAnswer(BODY, `${json.refusal.message} (byte ${json.refusal.offset})`);
    const asked = change.safeParse(json.value);
    if (!asked.success)
      return problemAnswer(BODY, asked.error.issues.map((issue) => `${issue.path.join("/")}: ${issue.message}`).join("; "));
    const { guard, mode, for: duration, reason } = asked.data;
    const forMs = parseDuration(duration);
    if (forMs === null || forMs < 1 || forMs > MAX_OVERRIDE_MS)
      return problemAnswer(BODY, "`for` is a duration such as `30m`, at most a day");
    if (!ports.modes().guards.includes(guard))
      return problemAnswer(
        problem(404, "no_guard", "There is no guard with this name"),
        `the guards are ${ports.modes().guards.join(", ")}`,
      );
    const result = ports.setMode(guard, { mode, forMs }, by ?? "token", reason);
    return result.kind === "refused"
      ? problemAnswer(problem(409, "mode", "The mode was not changed"), result.message)
      : jsonAnswer(ports.modes());
  },
};

/** Ends an override now; 404 where there is none. */
export const clearMode: AdminRoute = {
  method: "DELETE",
  path: "/v1/mode/{guard}",
  answer: ({ ports, by, parameter }) => {
    if (!ports.modes().overrides.some((override) => override.guard === parameter))
      return problemAnswer(problem(404, "no_override", "The mode of this guard is not overridden"));
    const result = ports.setMode(parameter, null, by ?? "token", "");
    return result.kind === "refused"
      ? problemAnswer(problem(409, "mode", "The mode was not changed"), result.message)
      : jsonAnswer(ports.modes());
  },
};
