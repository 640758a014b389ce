/** Holds one text message to its schema: JSON read strictly, then validated (OWASP API3:2023 for what a client sends, API10:2023 for what an API sends). */
import type { JsonLimits } from "../../codec/json/json_limits.ts";
import { parseJson } from "../../codec/json/parse_json.ts";
import type { WorkBudget } from "../../kernel/budget.ts";
import type { Finding } from "../../kernel/finding.ts";
import { toPlaceText } from "../../openapi/place.ts";
import type { SchemaPlan } from "../../openapi/schema/plan.ts";

/** What is wrong with a message: it can't be read, does not fit, or would cost more to judge than one may. */
export interface MessageFault {
  readonly kind: "malformed" | "invalid" | "too_much";
  readonly findings: readonly Finding[];
}

/** Null where the message fits. */
export type JudgeMessage = (bytes: Uint8Array, budget: WorkBudget) => MessageFault | null;

/** `side`: whose messages; places begin with it, as in `client_message:/op`. */
export function judgeMessageBy(plan: SchemaPlan, side: "client" | "server", json: JsonLimits): JudgeMessage {
  const root = `${side}_message`;
  const placeOf = (pointer: string): string => (pointer === "" ? root : `${root}:${pointer}`);
  const direction = side === "client" ? "request" : "response";
  return (bytes, budget) => {
    const parsed = parseJson(bytes, json, budget);
    if (!parsed.ok) {
      const { code, message, pointer } = parsed.refusal;
      const findings = [{ code, place: placeOf(pointer), message, rule: toPlaceText(plan.place) }];
      return { kind: code === "json.budget" || code === "json.too_large" ? "too_much" : "malformed", findings };
    }
    const errors = plan.validate(parsed.value, { budget, direction });
    if (errors.length === 0) return null;
    return {
      kind: budget.exhausted ? "too_much" : "invalid",
      findings: errors.map(({ code, pointer, schema, message }) => ({ code, place: placeOf(pointer), message, rule: toPlaceText(schema) })),
    };
  };
}
