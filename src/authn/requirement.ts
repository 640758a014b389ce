/**
 * The one evaluator of OpenAPI security requirements: alternatives (OR), each of schemes (AND) with scopes, over what every scheme proved.
 *
 * - A credential that was shown and is not good refuses the call, also where another alternative would let it in, anonymous ones included: who shows a bad
 *   credential is mistaken or attacking, and must not be taken for somebody else in silence.
 * - Alternatives are tried in the document's order, those that ask for a credential before the anonymous one.
 * - All parts of an AND name the same caller, or the configuration pairs them.
 */
import { type Finding, NO_FINDINGS } from "../kernel/finding.ts";
import type { Routed } from "../kernel/exchange.ts";
import type { Credential, Identity, Principal, SchemeName } from "../kernel/principal.ts";
import { problem } from "../kernel/problem.ts";
import { ANYONE, type AuthResult } from "./auth_result.ts";
import type { Pairing } from "./auth_options.ts";
import type { ChallengeReason } from "./challenge.ts";
import type { Authenticator } from "./define_authenticator.ts";

export interface RequirementPart {
  readonly scheme: SchemeName;
  /** One of the requirement's. */
  readonly authenticator: Authenticator;
  readonly scopes: readonly string[];
}

export interface Requirement {
  /** Each once, in the order in which credentials are looked at. */
  readonly authenticators: readonly Authenticator[];
  /** At least one, each of at least one part. */
  readonly alternatives: readonly (readonly RequirementPart[])[];
  /** Whether no credential at all is an alternative too. */
  readonly anonymous: boolean;
  readonly pairings: readonly Pairing[];
}

const SCOPE: ChallengeReason = {
  error: "insufficient_scope",
  description: "the credential does not have the scopes that the operation needs",
};

/** A part whose authenticator is known by its place, so that its answer is found without a look-up. */
interface Part extends RequirementPart {
  readonly index: number;
}

interface Plan extends Requirement {
  readonly alternatives: readonly (readonly Part[])[];
}

/** Synchronous unless an authenticator waits. */
export function compileRequirement(requirement: Requirement): (exchange: Routed) => AuthResult | Promise<AuthResult> {
  const plan = planOf(requirement);
  return (exchange) => collect(plan, exchange, [], 0);
}

/** What would be decided if every scheme had proven that credential: for `explain`, which has none to show. Nothing else may use it. */
export function compileSupposition(requirement: Requirement): (exchange: Routed, credential: Credential) => AuthResult {
  const plan = planOf(requirement);
  return (exchange, credential) =>
    decide(
      plan,
      exchange,
      requirement.authenticators.map(() => ({ kind: "proven", credential })),
    );
}

function planOf(requirement: Requirement): Plan {
  return {
    ...requirement,
    alternatives: requirement.alternatives.map((parts) =>
      parts.map((part) => ({ ...part, index: requirement.authenticators.indexOf(part.authenticator) })),
    ),
  };
}

/** Asks the authenticators from `first` on; a rejected credential ends it. */
function collect(requirement: Plan, exchange: Routed, identities: Identity[], first: number): AuthResult | Promise<AuthResult> {
  for (let index = first; index < requirement.authenticators.length; index += 1) {
    const identity = requirement.authenticators[index]?.authenticate(exchange);
    if (identity === undefined) break;
    if (identity instanceof Promise)
      return identity.then((settled) => {
        identities.push(settled);
        return settled.kind === "rejected" ? refused(settled) : collect(requirement, exchange, identities, index + 1);
      });
    if (identity.kind === "rejected") return refused(identity);
    identities.push(identity);
  }
  return decide(requirement, exchange, identities);
}

const refused = ({ problem, findings }: Extract<Identity, { kind: "rejected" }>): AuthResult => ({ kind: "refused", problem, findings });

function decide(requirement: Plan, exchange: Routed, identities: readonly Identity[]): AuthResult {
  let shortOfScope: { readonly parts: readonly Part[]; readonly caller: Principal | null } | null = null;
  let mixed = false;
  for (const parts of requirement.alternatives) {
    const match = matchParts(parts, identities, requirement.pairings);
    if (match.kind === "principal") return { kind: "principal", principal: match.principal, findings: NO_FINDINGS };
    if (match.kind === "scope") shortOfScope ??= { parts, caller: match.caller };
    if (match.kind === "mixed") mixed = true;
  }
  if (requirement.anonymous) return ANYONE;
  if (shortOfScope !== null) return insufficientScope(shortOfScope.parts, shortOfScope.caller, exchange, identities);
  return mixed ? mixedSubjects() : nobody(requirement, exchange);
}

type Match =
  | { readonly kind: "principal"; readonly principal: Principal }
  | { readonly kind: "scope"; readonly caller: Principal | null }
  | { readonly kind: "absent" | "mixed" };

function matchParts(parts: readonly Part[], identities: readonly Identity[], pairings: readonly Pairing[]): Match {
  const by = new Map<SchemeName, Credential>();
  let enough = true;
  for (const part of parts) {
    const identity = identities[part.index];
    if (identity?.kind !== "proven") return { kind: "absent" };
    by.set(part.scheme, identity.credential);
    enough &&= hasScopes(identity.credential, part.scopes);
  }
  const caller = callerOf(parts, by, pairings);
  const principal = caller === null ? null : toPrincipal(caller, by);
  if (!enough) return { kind: "scope", caller: principal };
  return principal === null ? { kind: "mixed" } : { kind: "principal", principal };
}

function hasScopes(credential: Credential, scopes: readonly string[]): boolean {
  for (const scope of scopes) if (!credential.scopes.has(scope)) return false;
  return true;
}

/** The credential whose subject is the caller; null where the parts name different callers and nothing pairs them. */
function callerOf(
  parts: readonly RequirementPart[],
  by: ReadonlyMap<SchemeName, Credential>,
  pairings: readonly Pairing[],
): Credential | null {
  const [first] = by.values();
  if (first === undefined) return null;
  let same = true;
  for (const credential of by.values()) same &&= credential.subject === first.subject && credential.issuer === first.issuer;
  const pairing = by.size === 1 ? undefined : pairings.find((candidate) => covers(candidate, parts));
  return pairing === undefined ? (same ? first : null) : (by.get(pairing.principal) ?? null);
}

/** Whether the pairing speaks of every part, its principal among them. */
function covers(pairing: Pairing, parts: readonly RequirementPart[]): boolean {
  return (
    parts.some((part) => part.scheme === pairing.principal) &&
    parts.every((part) => part.scheme === pairing.principal || pairing.with.includes(part.scheme))
  );
}

function toPrincipal(caller: Credential, by: ReadonlyMap<SchemeName, Credential>): Principal {
  const { subject, issuer, client, claims } = caller;
  return { kind: "authenticated", id: `${issuer}|${subject}`, subject, issuer, client, scopes: scopesOfAll(caller, by), claims, by };
}

/** With several credentials only the caller's own scopes: those of a paired application are not the user's. They stay visible in `by`. */
function scopesOfAll(caller: Credential, by: ReadonlyMap<SchemeName, Credential>): ReadonlySet<string> {
  if (by.size === 1) return caller.scopes;
  const scopes = new Set<string>();
  for (const credential of by.values())
    if (credential.subject === caller.subject && credential.issuer === caller.issuer)
      for (const scope of credential.scopes) scopes.add(scope);
  return scopes;
}

/** RFC 6750 section 3.1: 403, with the scopes that would do. */
function insufficientScope(parts: readonly Part[], caller: Principal | null, { api }: Routed, identities: readonly Identity[]): AuthResult {
  const findings: Finding[] = [];
  const headers: (readonly [string, string])[] = [];
  for (const part of parts) {
    const identity = identities[part.index];
    if (identity?.kind !== "proven" || hasScopes(identity.credential, part.scopes)) continue;
    const missing = part.scopes.filter((scope) => !identity.credential.scopes.has(scope)).map((scope) => `\`${scope}\``);
    findings.push({
      code: "auth.insufficient_scope",
      place: `security:${part.scheme}`,
      message: `the credential lacks ${missing.join(", ")}`,
      rule: "RFC 6750 section 3.1",
    });
    headers.push(["www-authenticate", part.authenticator.challenge(api, SCOPE, part.scopes)]);
  }
  const refusal = problem(403, "insufficient_scope", "The credential does not permit this", { headers });
  return { kind: "refused", problem: refusal, findings, ...(caller === null ? {} : { caller }) };
}

function mixedSubjects(): AuthResult {
  return {
    kind: "refused",
    problem: problem(403, "mixed_subjects", "The credentials belong to different callers"),
    findings: [
      {
        code: "auth.mixed_subjects",
        place: "security",
        message: "the credentials that the operation needs together name different callers, and `auth.pairings` does not pair them",
        rule: "config `auth.pairings`",
      },
    ],
  };
}

/** 401 with one challenge for each way in (RFC 9110 section 15.5.2); without an error code, since nothing was shown (RFC 6750 section 3.1). */
function nobody({ authenticators, alternatives }: Plan, { api }: Routed): AuthResult {
  const headers = authenticators.map((authenticator) => {
    const scopes = alternatives.flatMap((parts) => parts.find((part) => part.authenticator === authenticator)?.scopes ?? []);
    return ["www-authenticate", authenticator.challenge(api, null, alternatives.length === 1 ? scopes : [])] as const;
  });
  return {
    kind: "refused",
    problem: problem(401, "authentication_required", "Authentication is required", { headers }),
    findings: [
      {
        code: "auth.required",
        place: "security",
        message: "the operation needs a credential and the call has none, or not all that it needs",
        rule: "OWASP API2:2023",
      },
    ],
  };
}
