/** What a guard answers (DESIGN section 4): let it go on, refuse it, or reply in the API's place. */
import { type Finding, NO_FINDINGS } from "./finding.ts";
import type { Problem } from "./problem.ts";

/** A reply that the gateway itself makes: a preflight answer, metadata, a stored answer. Field names lower case. */
export interface LocalResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | string | null;
}

/** What a guard says. There is no value that means "continue" by accident: forgetting to return does not compile. */
export type Verdict =
  | { readonly kind: "pass"; readonly findings: readonly Finding[] }
  | { readonly kind: "deny"; readonly findings: readonly Finding[]; readonly problem: Problem }
  | { readonly kind: "answer"; readonly findings: readonly Finding[]; readonly response: LocalResponse };

/** The pass that found nothing; shared so that the common case allocates nothing. */
export const PASS: Verdict = Object.freeze({ kind: "pass", findings: NO_FINDINGS });

/** A pass that noted something; `PASS` where it did not. */
export function passWith(findings: readonly Finding[]): Verdict {
  return findings.length === 0 ? PASS : { kind: "pass", findings };
}

/** A refusal, told to the caller as `problem`; `findings` say why, in the record and as far as the configured detail goes. */
export function deny(problem: Problem, ...findings: readonly Finding[]): Verdict {
  return { kind: "deny", findings, problem };
}

/** The gateway's own reply: the API is not asked, and nothing is refused. */
export function answer(response: LocalResponse, findings: readonly Finding[] = NO_FINDINGS): Verdict {
  return { kind: "answer", findings, response };
}
