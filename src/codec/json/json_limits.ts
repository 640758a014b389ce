/** How much JSON one text may hold (OWASP API4:2023): each limit is a refusal with a position, never a truncation. */
export interface JsonLimits {
  /** Bytes of the whole text. */
  readonly maxBytes: number;
  /** Arrays and objects inside one another; the outermost is 1. Never above `DEPTH_CEILING`, whatever is written here. */
  readonly maxDepth: number;
  readonly maxKeysPerObject: number;
  /** Members of all objects together. */
  readonly maxKeys: number;
  /** UTF-16 code units of one string or key, escapes decoded. */
  readonly maxStringLength: number;
  /** Digits of one number from its first that is not zero, exponent not counted. */
  readonly maxNumberDigits: number;
  /** Largest power of ten, up or down, of a number's first significant digit. A value beyond the range of a double is refused in any case. */
  readonly maxNumberExponent: number;
}

/** Depth the parser's own recursion allows. */
export const DEPTH_CEILING = 512;

export const DEFAULT_JSON_LIMITS: JsonLimits = Object.freeze({
  maxBytes: 1_048_576,
  maxDepth: 64,
  maxKeysPerObject: 2_000,
  maxKeys: 100_000,
  maxStringLength: 262_144,
  maxNumberDigits: 40,
  maxNumberExponent: 308,
});
