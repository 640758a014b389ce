/**
 * How an authenticator is written: a folder that exports one definition, and a line in `index.ts`. It answers for one scheme only; which schemes an operation needs
 * is decided in `requirement.ts`.
 */
import type { Deps } from "../kernel/deps.ts";
import type { Routed } from "../kernel/exchange.ts";
import type { Check } from "../kernel/guard.ts";
import type { Identity } from "../kernel/principal.ts";
import type { Operation, SecurityScheme } from "../openapi/operation.ts";
import type { KeySource } from "../token/key_source.ts";
import type { KeyStore } from "../token/key_store.ts";
import type { SignatureVerifier } from "../token/signature_verifier.ts";
import type { AuthOptions } from "./auth_options.ts";
import type { Challenge } from "./challenge.ts";

/** What authentication needs of the world; plain functions, so that the object may be spread. */
export interface KeyServices {
  readonly signatures: SignatureVerifier;
  /** The keys of an issuer; the same instance for equal wishes, over generations. `usableMs`: how long keys verify that can't be fetched anew. */
  readonly keySource: (wish: { readonly issuer: string; readonly jwksUri: string | null; readonly usableMs: number }) => KeySource;
  /** The API keys of that file, named as the configuration names it; the same instance for the same file, over generations. */
  readonly keyStore: (file: string) => KeyStore;
}

export interface AuthServices extends Deps, KeyServices {
  /** The one instance of a state holder with this id, made on first use; ids start with `authn.`. */
  state<T>(id: string, create: () => T): T;
}

/** What an authenticator is compiled for. */
export interface AuthenticatorScope {
  readonly operation: Operation;
  readonly scheme: SecurityScheme;
  /** Every scheme of the document, to tell a credential of another scheme from one that has no business here. */
  readonly schemes: ReadonlyMap<string, SecurityScheme>;
  readonly auth: AuthOptions;
  readonly services: AuthServices;
}

export interface Authenticator {
  /** Two schemes with one id read the same credential: it is looked at once per exchange. */
  readonly id: string;
  /** In words, for `matrix`: `token of https://idp.example`. */
  readonly describe: string;
  /** Synchronous unless something must be waited for. Rejected means that a credential was shown and is not good, whatever else was shown. */
  readonly authenticate: (exchange: Routed) => Identity | Promise<Identity>;
  readonly challenge: Challenge;
  /** What the body must not hold when this credential was shown; null where nothing is to be looked for. */
  readonly checkBody: Check<"body"> | null;
}

/** `unusable`: why operations can't ask for this scheme here; one lower-case sentence with the way out. */
export type CompiledAuthenticator =
  | { readonly kind: "authenticator"; readonly authenticator: Authenticator }
  | { readonly kind: "unusable"; readonly reason: string };

export interface AuthenticatorDefinition {
  readonly name: string;
  /** One sentence for the docs. */
  readonly summary: string;
  readonly accepts: (scheme: SecurityScheme) => boolean;
  readonly compile: (scope: AuthenticatorScope) => CompiledAuthenticator;
}
