/** What authentication says of an exchange: who calls, or why nobody is let in. A value in both cases, so that `observe` is the caller's to apply. */
import { type Finding, NO_FINDINGS } from "../kernel/finding.ts";
import { ANONYMOUS, type Principal } from "../kernel/principal.ts";
import type { Problem } from "../kernel/problem.ts";

export type AuthResult =
  | { readonly kind: "principal"; readonly principal: Principal; readonly findings: readonly Finding[] }
  | {
      readonly kind: "refused";
      readonly problem: Problem;
      readonly findings: readonly Finding[];
      /** Who was proven to call and may not; absent where nobody was proven. For the record, never to let anything through. */
      readonly caller?: Principal;
    };

/** The anonymous caller of a public operation; shared, so that it costs nothing. */
export const ANYONE: AuthResult = Object.freeze({ kind: "principal", principal: ANONYMOUS, findings: NO_FINDINGS });
