/** Refusals: what a caller is told, and why. */
import type { Finding } from "./finding.ts";

/**
 * A refusal as the caller sees it (RFC 9457 `application/problem+json`) before it is written for the wire.
 * `code` is the stable last segment of the problem's `type`.
 */
export interface Problem {
  readonly status: number;
  readonly code: string;
  /** Short, the same for every occurrence of the code. */
  readonly title: string;
  /** Response fields that belong to this refusal: `www-authenticate`, `retry-after`, `allow`, `ratelimit`. Names lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Whether the connection must be closed after the answer, because what follows on it can't be trusted. */
  readonly close: boolean;
}

const NO_HEADERS: readonly (readonly [string, string])[] = Object.freeze([]);

/** A problem with the usual defaults: no extra fields, connection kept. */
export function problem(
  status: number,
  code: string,
  title: string,
  extra?: { readonly headers?: readonly (readonly [string, string])[]; readonly close?: boolean },
): Problem {
  return { status, code, title, headers: extra?.headers ?? NO_HEADERS, close: extra?.close ?? false };
}

/** The refusal together with why, as guards and decoders hand it around. */
export interface Refusal {
  readonly problem: Problem;
  readonly findings: readonly Finding[];
}
