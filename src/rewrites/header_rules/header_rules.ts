/** Simple header rules: fields set or removed on every call of an API, on the way in and on the way out. */
import { z } from "zod";
import type { DecodeIssue } from "../../codec/decode_once.ts";
import { SHORT_TOKEN } from "../../codec/field_syntax.ts";
import { type Change, NO_CHANGE } from "../../kernel/guard.ts";
import { defineRewrite, NO_REWRITE, type RewriteOf } from "../define_rewrite.ts";
import { ownedBecause } from "./owned_fields.ts";

interface Rules {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}
interface HeaderRuleOptions {
  readonly request: Rules;
  readonly response: Rules;
}

/** RFC 9110 section 5.5 field-value in ASCII: no control characters, so that no rule can split a message. */
const VALUE = /^(?:[!-~](?:[ -~]{0,4094}[!-~])?)?$/u;

const rules = (where: string): z.ZodType<Rules> =>
  z
    .strictObject({
      set: z
        .record(
          z.string().regex(SHORT_TOKEN, "expected a field name"),
          z.string().regex(VALUE, "expected ASCII text without control characters or outer blanks"),
        )
        .default({})
        .describe(`fields that every ${where} has; they replace fields of that name`),
      remove: z.array(z.string().regex(SHORT_TOKEN, "expected a field name")).default([]).describe(`fields that no ${where} has`),
    })
    .prefault({})
    .describe(`rules for every ${where}`);

const options: z.ZodType<HeaderRuleOptions> = z
  .strictObject({ request: rules("request to the upstream"), response: rules("answer to the caller") })
  .describe("fields set or removed; those of framing, connections, identity and origin are the gateway's own");

/** The rules for requests, applied before the guards on content judge what the upstream gets. */
export const requestHeaderRules: RewriteOf<"body"> = defineRewrite({
  name: "request_headers",
  key: "headers",
  phase: "body",
  summary: "sets and removes fields of requests to the upstream",
  options,
  compile: ({ request }) => compileRules("request", request),
});

/** The rules for answers. */
export const responseHeaderRules: RewriteOf<"response"> = defineRewrite({
  name: "response_headers",
  key: "headers",
  phase: "response",
  summary: "sets and removes fields of answers to the caller",
  options,
  compile: ({ response }) => compileRules("response", response),
});

type CompiledRules =
  | { readonly kind: "apply"; readonly apply: () => Change }
  | { readonly kind: "none" }
  | { readonly kind: "issues"; readonly issues: readonly DecodeIssue[] };

/** One constant change for all exchanges, or what is wrong with it: a field of the gateway's own, or one both set and removed. */
function compileRules(side: "request" | "response", { set, remove }: Rules): CompiledRules {
  const issues: DecodeIssue[] = [];
  const names = new Set<string>();
  const claim = (name: string, path: readonly (string | number)[]): string => {
    const lower = name.toLowerCase();
    const owned = ownedBecause(lower);
    if (owned !== null) issues.push({ path, message: `\`${name}\` ${owned}; no header rule may touch it` });
    if (names.has(lower)) issues.push({ path, message: `\`${name}\` stands in these rules twice` });
    names.add(lower);
    return lower;
  };
  const change: Change = {
    set: Object.entries(set).map(([name, value]) => [claim(name, [side, "set", name]), value]),
    remove: remove.map((name, index) => claim(name, [side, "remove", index])),
  };
  if (issues.length > 0) return { kind: "issues", issues };
  if (names.size === 0) return NO_REWRITE;
  const frozen: Change = Object.freeze({ set: change.set.length === 0 ? NO_CHANGE.set : change.set, remove: change.remove });
  return { kind: "apply", apply: () => frozen };
}
