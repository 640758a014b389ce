/** Bearer tokens that are JWTs, for the schemes `http bearer`, `oauth2` and `openIdConnect` alike: who may issue them is the gateway's configuration, not the document's. */
import type { Routed } from "../../kernel/exchange.ts";
import { ABSENT, type Credential, type Identity } from "../../kernel/principal.ts";
import { type Problem, problem } from "../../kernel/problem.ts";
import { toClientKey } from "../../limit/client_key.ts";
import type { Operation, SecurityScheme } from "../../openapi/operation.ts";
import { textClaim } from "../../token/claims.ts";
import type { TokenContent } from "../../token/compact.ts";
import { PROFILES } from "../../token/profiles/index.ts";
import { scopesOf } from "../../token/scopes.ts";
import { tokenFault } from "../../token/token_fault.ts";
import { VerificationBudget } from "../../token/verification_budget.ts";
import { VerifiedCache } from "../../token/verified_cache.ts";
import { compileVerifyToken, type TrustedIssuer, type Verification, type VerifyToken } from "../../token/verify_token.ts";
import type { AuthOptions } from "../auth_options.ts";
import { bearerChallenge, type ChallengeReason } from "../challenge.ts";
import type { Authenticator, AuthenticatorDefinition, AuthServices } from "../define_authenticator.ts";
import { compileFormTokenCheck } from "./form_token.ts";
import { readBearer } from "./authorization_header.ts";

const EXPIRED: ChallengeReason = { error: "invalid_token", description: "the access token has expired" };
const INVALID: ChallengeReason = { error: "invalid_token", description: "the access token is not valid for this API" };
const MALFORMED: ChallengeReason = { error: "invalid_request", description: "send one access token, in the Authorization header only" };

/** One per `auth` of a generation: its verification, and the credentials made of tokens whose claims are kept in the cache. */
interface Verifier {
  readonly verify: VerifyToken;
  readonly credentials: WeakMap<object, Credential>;
}

export const bearerJwt: AuthenticatorDefinition = {
  name: "bearer_jwt",
  summary: "Access tokens that are JWTs (RFC 9068 and the profiles of common servers), in `Authorization: Bearer` (RFC 6750).",
  accepts: (scheme) =>
    scheme.type === "oauth2" || scheme.type === "openIdConnect" || (scheme.type === "http" && scheme.scheme.toLowerCase() === "bearer"),
  compile(scope) {
    const { auth, services } = scope;
    if (auth.issuers.length === 0) return { kind: "unusable", reason: "it takes tokens, but `auth` names no `issuer`" };
    const verifiers = services.state("authn.bearer_jwt.verifiers", () => new WeakMap<AuthOptions, Verifier>());
    let verifier = verifiers.get(auth);
    if (verifier === undefined) {
      verifier = { verify: compileVerifier(auth, services), credentials: new WeakMap() };
      verifiers.set(auth, verifier);
    }
    return {
      kind: "authenticator",
      authenticator: {
        id: "bearer",
        describe: `token of ${auth.issuers.map((issuer) => issuer.issuer).join(" or ")}`,
        challenge: bearerChallenge,
        checkBody: compileFormTokenCheck(scope.operation),
        authenticate: authenticateWith(verifier, declaresQueryToken(scope.operation, scope.schemes)),
      },
    };
  },
};

function compileVerifier(auth: AuthOptions, services: AuthServices): VerifyToken {
  const issuers = auth.issuers.map(
    (options): TrustedIssuer => ({
      issuer: options.issuer,
      audiences: options.audiences,
      skewS: options.skewS,
      maxAgeS: options.maxAgeS,
      profile: PROFILES[options.profile],
      algorithms: new Set(options.algorithms),
      keys: services.keySource({ issuer: options.issuer, jwksUri: options.jwksUri, usableMs: options.keysUsableMs }),
    }),
  );
  return compileVerifyToken(issuers, {
    signatures: services.signatures,
    hash: services.hash,
    clock: services.clock,
    // These outlive generations and are shared by all APIs: they hold what is true of a token and a key, not what an API thinks of it.
    cache: services.state("authn.bearer_jwt.cache", () => new VerifiedCache()),
    budget: services.state("authn.bearer_jwt.budget", () => new VerificationBudget()),
    profiles: Object.values(PROFILES),
  });
}

/** Whether `access_token` in the query is the operation's own affair: a parameter or an API key of that name. */
function declaresQueryToken(operation: Operation, schemes: ReadonlyMap<string, SecurityScheme>): boolean {
  if (operation.parameters.some((parameter) => parameter.in === "query" && parameter.name === "access_token")) return true;
  for (const scheme of schemes.values())
    if (scheme.type === "apiKey" && scheme.in === "query" && scheme.name === "access_token") return true;
  return false;
}

function authenticateWith({ verify, credentials }: Verifier, allowQuery: boolean): Authenticator["authenticate"] {
  return (exchange) => {
    const read = readBearer(exchange, allowQuery);
    if (read.kind === "absent") return ABSENT;
    if (read.kind === "malformed")
      return {
        kind: "rejected",
        findings: [{ code: "bearer.malformed", place: read.place, message: read.message, rule: "RFC 6750 section 3.1" }],
        problem: refusal(400, "invalid_credential_request", "Send one credential, where it belongs", exchange, MALFORMED),
      };
    const verification = verify(read.token, toClientKey(exchange.client.address), read.shown);
    return verification instanceof Promise
      ? verification.then((settled) => toIdentity(settled, exchange, credentials))
      : toIdentity(verification, exchange, credentials);
  };
}

function toIdentity(verification: Verification, exchange: Routed, credentials: WeakMap<object, Credential>): Identity {
  switch (verification.kind) {
    case "valid": {
      const { token, issuer } = verification;
      const known = credentials.get(token.claims);
      if (known !== undefined) return { kind: "proven", credential: known };
      const credential = toCredential(token, issuer);
      if (credential === null) return invalid([tokenFault("token.claim_type", "scope", "RFC 9068 section 2.2.3")], exchange, INVALID);
      credentials.set(token.claims, credential);
      return { kind: "proven", credential };
    }
    case "invalid":
      return invalid(verification.findings, exchange, verification.findings[0].code === "token.expired" ? EXPIRED : INVALID);
    case "unavailable":
      return {
        kind: "rejected",
        findings: [
          {
            code: "token.issuer_unavailable",
            place: "token:iss",
            message: `the keys of \`${verification.issuer}\` can't be had; the token was not judged`,
          },
        ],
        problem: problem(503, "issuer_unavailable", "The caller can't be identified at the moment", {
          headers: [["retry-after", String(verification.retryAfterS)]],
        }),
      };
    case "over_budget":
      break;
  }
  return {
    kind: "rejected",
    findings: [
      {
        code: "token.verification_budget",
        place: "header:authorization",
        message: "the client has had too many worthless tokens checked; the token was not judged",
        rule: "OWASP API4:2023",
      },
    ],
    problem: problem(429, "too_many_invalid_tokens", "Too many invalid tokens", {
      headers: [["retry-after", String(verification.retryAfterS)]],
    }),
  };
}

/** Null when the scopes are no scopes. The profile has made sure of issuer, subject and expiry. */
function toCredential({ claims }: TokenContent, { issuer, profile }: TrustedIssuer): Credential | null {
  const scopes = scopesOf(claims, profile.scopeClaims);
  const subject = textClaim(claims, "sub");
  const { exp } = claims;
  if (scopes === null || subject === null || typeof exp !== "number") return null;
  const client = profile.clientClaims.map((name) => textClaim(claims, name)).find((value) => value !== null) ?? null;
  return { kind: "jwt", subject, issuer, client, scopes, claims, expiresAtS: exp, id: textClaim(claims, profile.idClaim) };
}

function invalid(findings: Extract<Identity, { kind: "rejected" }>["findings"], exchange: Routed, reason: ChallengeReason): Identity {
  return { kind: "rejected", findings, problem: refusal(401, "invalid_token", "The access token is not valid", exchange, reason) };
}

function refusal(status: number, code: string, title: string, exchange: Routed, reason: ChallengeReason): Problem {
  return problem(status, code, title, { headers: [["www-authenticate", bearerChallenge(exchange.api, reason, [])]] });
}
