/** What a package user imports: how a guard of one's own is written. The gateway itself is the command line's. */
export {
  defineGuard,
  NOT_APPLICABLE,
  type Compiled,
  type GuardDefinition,
  type GuardOf,
  type GuardScope,
  type GuardServices,
} from "./guards/define_guard.ts";
export type { Answered, Buffered, Identified, Phase, PhaseInput, Received, Routed } from "./kernel/exchange.ts";
export type { Finding } from "./kernel/finding.ts";
export type { Check, Mode } from "./kernel/guard.ts";
export type { Credential, Principal } from "./kernel/principal.ts";
export { type Problem, problem } from "./kernel/problem.ts";
export type { ExchangeRecord, Outcome } from "./kernel/record.ts";
export { answer, deny, type LocalResponse, PASS, passWith, type Verdict } from "./kernel/verdict.ts";
export type { Operation } from "./openapi/operation.ts";
