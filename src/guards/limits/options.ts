/** The key `limits` of the configuration: a list of rates, each counted per something. */
import { z } from "zod";
import { SHORT_TOKEN } from "../../codec/field_syntax.ts";
import { compileGcra, type Gcra } from "../../limit/gcra.ts";
import { parseRate, RATE_GRAMMAR } from "../../limit/rate.ts";
import { compileRateLimit, toRateLimitPolicy } from "../../message/rate_limit_fields.ts";
import type { CompileIssue } from "../define_guard.ts";

export interface LimitOption {
  readonly per: string;
  readonly rate: string;
  readonly burst?: number | undefined;
  readonly cost?: number | undefined;
  readonly name?: string | undefined;
}

/** Counted before authentication, so that a flood costs no signature check. Header names lower case. */
export type EarlySubject = { readonly kind: "ip" } | { readonly kind: "operation" } | { readonly kind: "header"; readonly name: string };
/** Counted once the caller is known. */
export type LateSubject = { readonly kind: "principal" } | { readonly kind: "api_key" } | { readonly kind: "claim"; readonly name: string };
/** What a limit counts by. */
export type LimitSubject = EarlySubject | LateSubject;

export interface Limit {
  readonly name: string;
  readonly per: LimitSubject;
  readonly gcra: Gcra;
  /** What every call costs, where the limit says so itself. */
  readonly cost: number | null;
  /** Calls and seconds of the rate as written, for `RateLimit-Policy`. */
  readonly quota: number;
  readonly windowS: number;
  /** Value of `RateLimit-Policy` for this limit. */
  readonly policyField: string;
  /** Value of `RateLimit` for what is left of it. */
  readonly standingField: (remaining: number, resetS: number) => string;
  /** Index in the list, for issues. */
  readonly index: number;
}

const PLAIN_SUBJECTS: ReadonlyMap<string, LimitSubject> = new Map<string, LimitSubject>([
  ["ip", { kind: "ip" }],
  ["principal", { kind: "principal" }],
  ["operation", { kind: "operation" }],
  ["api_key", { kind: "api_key" }],
]);
/** An sf-string's characters without quote and backslash (RFC 9651 section 3.3.3). */
const POLICY_NAME = /^[A-Za-z0-9_.:/ -]{1,64}$/u;
/** Most calls that may come at once or that one call may cost. */
export const MAX_COUNT = 1_000_000;

/** `ip`, `principal`, `operation`, `api_key`, `claim:NAME` or `header:NAME`; null for anything else. */
export function parseSubject(text: string): LimitSubject | null {
  const plain = PLAIN_SUBJECTS.get(text);
  if (plain !== undefined) return plain;
  const colon = text.indexOf(":");
  const name = text.slice(colon + 1);
  if (text.startsWith("claim:") && name.length >= 1 && name.length <= 256) return { kind: "claim", name };
  if (text.startsWith("header:") && SHORT_TOKEN.test(name)) return { kind: "header", name: name.toLowerCase() };
  return null;
}

export function isEarly(per: LimitSubject): per is EarlySubject {
  return per.kind === "ip" || per.kind === "operation" || per.kind === "header";
}

const limit: z.ZodType<LimitOption> = z.strictObject({
  per: z
    .string()
    .refine((text) => parseSubject(text) !== null, "expected `ip`, `principal`, `operation`, `api_key`, `claim:NAME` or `header:NAME`")
    .describe(
      "what is counted by: `ip` (the client's address; IPv6: its /64), `principal` (the caller), `operation` (over all callers), `api_key`, `claim:NAME` of the token, `header:NAME`",
    ),
  rate: z
    .string()
    .refine((text) => parseRate(text) !== null, `expected ${RATE_GRAMMAR}, at most 1000000 a second`)
    .describe("calls that pass in the long run, such as `100/min`, `10/s`, `5000/h`"),
  burst: z.int().min(1).max(MAX_COUNT).optional().describe("calls that may come at once; default: the count of the rate"),
  cost: z.int().min(1).max(MAX_COUNT).optional().describe("what one call counts; default: the operation's `x-portcullis-cost`, else 1"),
  name: z
    .string()
    .regex(POLICY_NAME, "expected 1 to 64 letters, digits, blanks or `_.:/-`")
    .optional()
    .describe("name in `RateLimit` fields and records; counters are kept under it, so that a changed rate keeps them"),
});

export const limitsOptions: z.ZodType<readonly LimitOption[]> = z
  .array(limit)
  .max(32)
  .describe("rate limits; a call must pass every one. What can be counted without knowing the caller is counted before authentication");

/** The limits in order, or everything that is wrong with them. Unnamed ones are called after what they count by, the second of a kind `ip-2`. */
export function compileLimits(list: readonly LimitOption[]): {
  readonly limits: readonly Limit[];
  readonly issues: readonly CompileIssue[];
} {
  const limits: Limit[] = [];
  const issues: CompileIssue[] = [];
  const names = new Set<string>();
  const ofKind = new Map<string, number>();
  for (const [index, option] of list.entries()) {
    const per = parseSubject(option.per);
    const rate = parseRate(option.rate);
    const gcra = rate === null ? null : compileGcra(rate, option.burst);
    const nth = (ofKind.get(option.per) ?? 0) + 1;
    ofKind.set(option.per, nth);
    const name = option.name ?? (nth === 1 ? option.per : `${option.per}-${nth}`);
    if (names.has(name)) issues.push({ path: [index, "name"], message: `two limits are named \`${name}\`; give one another name` });
    names.add(name);
    if (per === null || rate === null) issues.push({ path: [index], message: "expected `per` and `rate` as documented" });
    else if (gcra === null)
      issues.push({ path: [index, "burst"], message: "a burst worth more than 30 days of its rate can't be counted" });
    else if (option.cost !== undefined && option.cost > gcra.burst)
      issues.push({ path: [index, "cost"], message: `a call that costs more than the burst of ${gcra.burst} would never pass` });
    else {
      const policy = { name, quota: rate.count, windowS: rate.periodS };
      limits.push({
        ...policy,
        per,
        gcra,
        cost: option.cost ?? null,
        policyField: toRateLimitPolicy([policy]),
        standingField: compileRateLimit(name),
        index,
      });
    }
  }
  return { limits, issues };
}
