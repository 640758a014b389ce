/** The key `auth` of an API: whom it trusts to say who calls. */
import { z } from "zod";
import { parseDuration } from "../codec/duration.ts";
import { ALGORITHM_NAMES } from "../token/algorithms.ts";
import { parseIssuerUrl } from "../token/issuer_url.ts";
import { PROFILE_NAMES, type ProfileName } from "../token/profiles/index.ts";

export interface IssuerOptions {
  /** `iss`, exactly. */
  readonly issuer: string;
  /** `aud`: one of these, exactly. */
  readonly audiences: readonly string[];
  readonly profile: ProfileName;
  readonly algorithms: readonly string[];
  readonly skewS: number;
  readonly maxAgeS: number | null;
  /** Null: found by the issuer's metadata. */
  readonly jwksUri: string | null;
  readonly keysUsableMs: number;
}

/** Schemes of one AND that may name different callers, such as a key for the application and a token for its user. */
export interface Pairing {
  /** The scheme whose subject the caller is. */
  readonly principal: string;
  readonly with: readonly string[];
}

export interface AuthOptions {
  /** Empty when only API keys are taken. Names are unique. */
  readonly issuers: readonly IssuerOptions[];
  /** What holds for operations that declare no `security`; null: they are an error. */
  readonly default: "required" | "public" | null;
  /** The scheme that `default: required` means; null: any of what is configured here. */
  readonly scheme: string | null;
  /** File of the API keys, as written. */
  readonly keys: string | null;
  /** Schemes of the document for which an API key is taken instead. */
  readonly keysFor: readonly string[];
  readonly pairings: readonly Pairing[];
}

const MAX_SKEW_MS = 300_000;
const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

function duration(most: number, words: string): z.ZodType<number, string> {
  return z
    .string()
    .meta({ examples: ["30s"] })
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms === null || ms > most)
        context.issues.push({ code: "custom", message: `expected a duration up to ${words}, such as \`30s\``, input: text });
      return ms ?? 0;
    });
}

const issuerName: z.ZodType<string> = z.string().superRefine((text, context) => {
  const parsed = parseIssuerUrl(text);
  if (typeof parsed === "string") context.addIssue({ code: "custom", message: parsed });
});

const jwksUri: z.ZodType<string> = z.string().superRefine((text, context) => {
  // A key set may be behind a query, which an issuer may not have.
  const question = text.indexOf("?");
  const parsed = parseIssuerUrl(question < 0 ? text : text.slice(0, question));
  if (typeof parsed === "string") context.addIssue({ code: "custom", message: parsed.replace("an issuer", "a `jwks_uri`") });
});

const name = z.string().min(1).max(512);

/** What may be said of an issuer besides its name and audience; each has a default. */
const ofIssuer = {
  profile: z
    .enum(PROFILE_NAMES)
    .optional()
    .describe("how the issuer writes access tokens, and what tells an ID token apart; `rfc9068` where nothing is said"),
  algorithms: z
    .array(z.enum(ALGORITHM_NAMES))
    .min(1)
    .optional()
    .describe("signature algorithms that are accepted; all that are asymmetric"),
  skew: duration(MAX_SKEW_MS, "5m").optional().describe("how far the issuer's clock may be off; 30s"),
  max_age: duration(YEAR_MS, "365d").optional().describe("oldest token, counted from `iat`; no limit but `exp`"),
  jwks_uri: jwksUri.optional().describe("where the issuer's keys are, instead of what its metadata says"),
  max_key_age: duration(DAY_MS, "24h").optional().describe("how long known keys are used while the issuer is down, then 503; 1h"),
} as const;

const issuer = issuerName.describe("the issuer as its tokens write it in `iss`; https, or http on loopback");
const audience = z
  .union([name, z.array(name).min(1).max(32)])
  .describe("what the API is called in `aud`; without it any token of the issuer would do");

type Details = z.output<z.ZodObject<typeof ofIssuer, z.core.$strict>>;

function toIssuer(issuer: string, audience: string | readonly string[], details: Details): IssuerOptions {
  return {
    issuer,
    audiences: typeof audience === "string" ? [audience] : audience,
    profile: details.profile ?? "rfc9068",
    algorithms: details.algorithms ?? ALGORITHM_NAMES,
    skewS: (details.skew ?? 30_000) / 1000,
    maxAgeS: details.max_age === undefined ? null : details.max_age / 1000,
    jwksUri: details.jwks_uri ?? null,
    keysUsableMs: details.max_key_age ?? 3_600_000,
  };
}

const listedIssuer: z.ZodType<IssuerOptions> = z
  .strictObject({ issuer, audience, ...ofIssuer })
  .transform((written) => toIssuer(written.issuer, written.audience, written));

const pairing: z.ZodType<Pairing> = z.strictObject({
  principal: name.describe("the scheme whose subject the caller is"),
  with: z.array(name).min(1).describe("schemes that may name somebody else, such as the calling application"),
});

/** Decoder of `auth`: `{ issuer, audience, ... }`, `{ issuers: [...] }`, or `{ keys }` alone. */
export const AuthOptions: z.ZodType<AuthOptions> = z
  .strictObject({
    issuer: issuer.optional(),
    audience: audience.optional(),
    ...ofIssuer,
    issuers: z.array(listedIssuer).min(1).max(16).optional().describe("instead of `issuer`: every issuer whose tokens are accepted"),
    default: z.enum(["required", "public"]).optional().describe("what holds for operations that declare no `security`"),
    scheme: name.optional().describe("the document's scheme that `default: required` means"),
    keys: z.string().min(1).optional().describe("file of API keys, relative to this file; made by `portcullis keys create`"),
    keys_for: z
      .array(name)
      .default([])
      .describe("schemes of the document that are met with an API key in `X-API-Key` instead, such as ones that nothing here can verify"),
    pairings: z.array(pairing).default([]).describe("schemes required together that may name different callers"),
  })
  .check((context) => {
    const { value } = context;
    const report = (path: readonly (string | number)[], message: string): void =>
      void context.issues.push({ code: "custom", message, input: value, path: [...path] });
    if (value.issuer === undefined && value.issuers === undefined && value.keys === undefined)
      report([], "`auth` needs `issuer` and `audience`, `issuers`, or `keys`");
    if (value.issuer !== undefined && value.issuers !== undefined) report(["issuers"], "`issuer` and `issuers` exclude each other");
    if (value.issuer !== undefined && value.audience === undefined)
      report(["audience"], "`audience` is missing: without it any token of the issuer would do");
    if (value.issuer === undefined)
      for (const key of ["audience", "profile", "algorithms", "skew", "max_age", "jwks_uri", "max_key_age"] as const)
        if (value[key] !== undefined) report([key], `\`${key}\` belongs to an issuer; write it beside \`issuer\` or in \`issuers\``);
    if (value.keys_for.length > 0 && value.keys === undefined) report(["keys_for"], "`keys_for` needs the file of `keys`");
    for (const [index, entry] of (value.issuers ?? []).entries())
      if (value.issuers?.findIndex((other) => other.issuer === entry.issuer) !== index)
        report(["issuers", index, "issuer"], "the issuer is listed twice");
  })
  .transform((written) => ({
    issuers:
      written.issuer === undefined || written.audience === undefined
        ? (written.issuers ?? [])
        : [toIssuer(written.issuer, written.audience, written)],
    default: written.default ?? null,
    scheme: written.scheme ?? null,
    keys: written.keys ?? null,
    keysFor: written.keys_for,
    pairings: written.pairings,
  }));
