/** Which `auth` lets somebody call every operation of a document as soon as the gateway runs: tokens of an issuer that is known, API keys for everything else. */
import type { OpenApiDocument } from "../../openapi/document.ts";
import type { Operation, SecurityRequirement, SecurityScheme } from "../../openapi/operation.ts";

export interface IssuerWish {
  readonly issuer: string;
  readonly audience: string;
}

export interface AuthDraft {
  readonly issuer: IssuerWish | null;
  /** Whether API keys are taken. */
  readonly keys: boolean;
  /** Schemes of the document for which an API key is taken, since nothing else could verify them. */
  readonly keysFor: readonly string[];
  /** Operations that declare no `security`: `default: required` is what holds for them. */
  readonly undeclared: number;
  readonly publicOperations: number;
  /** What a key needs to be let in everywhere: the scopes asked of the schemes in `keysFor` and of the document's own API keys. */
  readonly keyScopes: readonly string[];
}

/** `issuer` null: nobody's tokens are known. */
export function draftAuth(document: Pick<OpenApiDocument, "operations" | "securitySchemes">, issuer: IssuerWish | null): AuthDraft {
  const { operations, securitySchemes } = document;
  const keysFor = new Set<string>();
  let keys = issuer === null;
  const met = (name: string): "token" | "key" | null => {
    if (keysFor.has(name)) return "key";
    return howMet(securitySchemes.get(name), issuer !== null);
  };
  for (const operation of operations) {
    const asking = askingOf(operation);
    if (asking.length === 0) continue;
    const usable = asking.find((alternative) => [...alternative.keys()].every((name) => met(name) !== null));
    if (usable === undefined) for (const name of asking[0]?.keys() ?? []) if (met(name) === null) keysFor.add(name);
    const chosen = usable ?? asking[0];
    if (chosen !== undefined && [...chosen.keys()].some((name) => met(name) === "key")) keys = true;
  }
  const scopes = operations.flatMap((operation) =>
    askingOf(operation).flatMap((alternative) => [...alternative].flatMap(([name, wanted]) => (met(name) === "key" ? wanted : []))),
  );
  return {
    issuer,
    keys,
    keysFor: [...keysFor],
    undeclared: operations.filter(({ security }) => security === null).length,
    publicOperations: operations.filter(isPublic).length,
    keyScopes: [...new Set(scopes)].toSorted(),
  };
}

/** The alternatives of an operation that ask for anything. */
function askingOf({ security }: Operation): readonly SecurityRequirement[] {
  return (security ?? []).filter((alternative) => alternative.size > 0);
}

/** Whether the document lets anybody call the operation. */
export function isPublic({ security }: Operation): boolean {
  return security !== null && (security.length === 0 || security.some((alternative) => alternative.size === 0));
}

/** Whether a token of an issuer meets the scheme. */
export function isTokenScheme(scheme: SecurityScheme): boolean {
  return (
    scheme.type === "oauth2" || scheme.type === "openIdConnect" || (scheme.type === "http" && scheme.scheme.toLowerCase() === "bearer")
  );
}

function howMet(scheme: SecurityScheme | undefined, tokens: boolean): "token" | "key" | null {
  if (scheme === undefined) return null;
  if (scheme.type === "apiKey") return "key";
  return tokens && isTokenScheme(scheme) ? "token" : null;
}
