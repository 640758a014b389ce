/** What an operation asks of its callers, compiled: from its `security`, the document's schemes and the API's `auth`. An operation that asks nothing must say so. */
import type { Routed } from "../kernel/exchange.ts";
import type { Check } from "../kernel/guard.ts";
import type { Issue } from "../kernel/issue.ts";
import type { Credential } from "../kernel/principal.ts";
import type { Operation, SecurityRequirement, SecurityScheme } from "../openapi/operation.ts";
import type { AuthOptions } from "./auth_options.ts";
import { ANYONE, type AuthResult } from "./auth_result.ts";
import type { Authenticator, AuthServices } from "./define_authenticator.ts";
import { AUTHENTICATORS } from "./index.ts";
import { compileRequirement, compileSupposition, type Requirement, type RequirementPart } from "./requirement.ts";

export interface AuthenticationInput {
  readonly operation: Operation;
  /** `components.securitySchemes` by name. */
  readonly schemes: ReadonlyMap<string, SecurityScheme>;
  /** The nearest `auth` of the configuration. */
  readonly auth: AuthOptions | null;
  /** `public: true` of the configuration: what holds for an operation that declares nothing. */
  readonly publicApi: boolean;
  readonly services: AuthServices;
}

export type CompiledAuthentication =
  | {
      readonly ok: true;
      /** Synchronous unless an issuer must be asked for its keys. */
      readonly authenticate: (exchange: Routed) => AuthResult | Promise<AuthResult>;
      /** What would be decided if every scheme had proven that credential: for `explain`. */
      readonly suppose: (exchange: Routed, credential: Credential) => AuthResult;
      /** Who may call, in words, for `matrix`. */
      readonly describe: string;
      /** What a whole body must not hold beside the credential: checks of the phase `body`, for operations that take forms. */
      readonly bodyChecks: readonly Check<"body">[];
      /** Why alternatives were left out, one sentence each: nobody can meet them here. */
      readonly leftOut: readonly string[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Compiles, or says why the operation can't be protected as it asks. */
export function compileAuthentication(written: AuthenticationInput): CompiledAuthentication {
  const input = { ...written, schemes: withKeysFor(written.schemes, written.auth) };
  const wanted = requirementOf(input);
  if (typeof wanted === "string") return { ok: false, issues: [issue(input.operation, "auth.undeclared", wanted)] };
  const asking = wanted.alternatives.filter((alternative) => alternative.size > 0);
  if (asking.length === 0)
    return { ok: true, authenticate: () => ANYONE, suppose: () => ANYONE, describe: "anyone", bodyChecks: [], leftOut: [] };
  if (input.auth === null) {
    const way = input.publicApi ? "remove `public: true` and configure `auth`, or let the document say `security: []`" : "configure `auth`";
    return {
      ok: false,
      issues: [issue(input.operation, "auth.missing", `\`security\` is declared, but the API has no \`auth\`; ${way}`)],
    };
  }
  return compileAlternatives(input, input.auth, wanted.schemes, asking, asking.length < wanted.alternatives.length);
}

interface Wanted {
  readonly alternatives: readonly SecurityRequirement[];
  readonly schemes: ReadonlyMap<string, SecurityScheme>;
}

/** The requirement that holds, or why none does: one sentence with the way out. */
function requirementOf({ operation, schemes, auth, publicApi }: AuthenticationInput): Wanted | string {
  if (operation.security !== null) return { alternatives: operation.security, schemes };
  if (publicApi) return { alternatives: [], schemes };
  if (auth === null) return "no `security` is declared and the API has no `auth`; configure `auth`, or write `public: true`";
  const rule = auth.default ?? (operation.documented ? null : "required");
  if (rule === null) return "no `security` is declared; declare it, or set `auth.default` to `required` or `public`";
  return rule === "public" ? { alternatives: [], schemes } : defaultRequirement(auth, schemes);
}

/** Stand-ins for schemes that the document does not declare. */
const OWN_BEARER: SecurityScheme = { type: "http", scheme: "bearer", bearerFormat: "JWT" };
const OWN_API_KEY: SecurityScheme = { type: "apiKey", in: "header", name: "X-API-Key" };

/** The document's schemes, API keys of our own in place of those that the configuration names; their scopes are asked of the key. */
function withKeysFor(schemes: ReadonlyMap<string, SecurityScheme>, auth: AuthOptions | null): ReadonlyMap<string, SecurityScheme> {
  if (auth === null || auth.keysFor.length === 0) return schemes;
  return new Map([...schemes].map(([name, scheme]) => [name, auth.keysFor.includes(name) ? OWN_API_KEY : scheme]));
}

function defaultRequirement(auth: AuthOptions, schemes: ReadonlyMap<string, SecurityScheme>): Wanted | string {
  if (auth.scheme !== null) {
    if (schemes.has(auth.scheme)) return { alternatives: [new Map([[auth.scheme, []]])], schemes };
    return `\`auth.scheme\` is \`${auth.scheme}\`, which the document does not declare; declare it, or leave \`auth.scheme\` out`;
  }
  const own = new Map<string, SecurityScheme>();
  if (auth.issuers.length > 0) own.set("bearer", OWN_BEARER);
  if (auth.keys !== null) own.set("api_key", OWN_API_KEY);
  return { alternatives: [...own.keys()].map((name) => new Map([[name, []]])), schemes: own };
}

function compileAlternatives(
  input: AuthenticationInput,
  auth: AuthOptions,
  schemes: ReadonlyMap<string, SecurityScheme>,
  asking: readonly SecurityRequirement[],
  anonymous: boolean,
): CompiledAuthentication {
  const names = new Set(asking.flatMap((alternative) => [...alternative.keys()]));
  const byScheme = compileSchemes(input, auth, schemes, names);
  const alternatives: (readonly RequirementPart[])[] = [];
  const reasons = new Set<string>();
  for (const alternative of asking) {
    const parts: RequirementPart[] = [];
    for (const [scheme, scopes] of alternative) {
      const authenticator = byScheme.get(scheme);
      if (typeof authenticator === "object") parts.push({ scheme, scopes, authenticator });
      else reasons.add(`the scheme \`${scheme}\` can't be met: ${authenticator ?? whyUnknown(schemes.get(scheme))}`);
    }
    // An alternative of which a part can't be met is left out whole: less is asked of nobody.
    if (parts.length === alternative.size) alternatives.push(parts);
  }
  if (alternatives.length === 0)
    return { ok: false, issues: [...reasons].map((reason) => issue(input.operation, "auth.unusable_scheme", reason)) };
  const used = new Set(alternatives.flatMap((parts) => parts.map((part) => part.authenticator)));
  const ordered = new Set([...byScheme.values()].filter((value) => typeof value === "object").filter((value) => used.has(value)));
  const requirement: Requirement = { authenticators: [...ordered], alternatives, anonymous, pairings: auth.pairings };
  return {
    ok: true,
    authenticate: compileRequirement(requirement),
    suppose: compileSupposition(requirement),
    describe: describe(alternatives, anonymous),
    bodyChecks: [...ordered].map((authenticator) => authenticator.checkBody).filter((check) => check !== null),
    leftOut: [...reasons],
  };
}

/** The authenticator of each scheme, or why it has none, in the order of the table. Schemes that read one credential share one authenticator. */
function compileSchemes(
  { operation, services }: AuthenticationInput,
  auth: AuthOptions,
  schemes: ReadonlyMap<string, SecurityScheme>,
  names: ReadonlySet<string>,
): ReadonlyMap<string, Authenticator | string> {
  const byScheme = new Map<string, Authenticator | string>();
  const byId = new Map<string, Authenticator>();
  for (const definition of AUTHENTICATORS) {
    for (const name of names) {
      const scheme = schemes.get(name);
      if (scheme === undefined || !definition.accepts(scheme)) continue;
      const compiled = definition.compile({ operation, scheme, schemes, auth, services });
      if (compiled.kind === "unusable") byScheme.set(name, compiled.reason);
      else {
        const { id } = compiled.authenticator;
        if (!byId.has(id)) byId.set(id, compiled.authenticator);
        byScheme.set(name, byId.get(id) ?? compiled.authenticator);
      }
    }
  }
  return byScheme;
}

function whyUnknown(scheme: SecurityScheme | undefined): string {
  if (scheme === undefined) return "it is not declared in `components.securitySchemes`";
  return `${scheme.type === "http" ? `http ${scheme.scheme}` : scheme.type} is not supported yet`;
}

function describe(alternatives: readonly (readonly RequirementPart[])[], anonymous: boolean): string {
  const words = alternatives.map((parts) =>
    parts
      .map(({ authenticator, scopes }) =>
        scopes.length === 0 ? authenticator.describe : `${authenticator.describe} with ${scopes.join(", ")}`,
      )
      .join(" and "),
  );
  return [...new Set(anonymous ? [...words, "anyone"] : words)].join("; or ");
}

function issue(operation: Operation, code: string, message: string): Issue {
  return {
    severity: "error",
    code,
    message,
    file: operation.place.uri,
    pointer: operation.place.pointer,
    line: null,
    column: null,
  };
}
