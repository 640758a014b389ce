/**
 * What is already known of tokens by their SHA-256: that a signature was checked with a certain key and held, or did not. It saves that arithmetic and the parsing
 * of the same bytes, never a check (DESIGN section 1.5): issuer, key, type, audience and times are asked again at every request, by `verify_token.ts`.
 */
import type { JsonValue } from "../codec/json/json_value.ts";
import type { TokenContent } from "./compact.ts";
import { GenerationMap } from "./generation_map.ts";

/** INVARIANT: bound to the key itself by thumbprint, so a key that was replaced or withdrawn takes what it verified with it. */
export interface VerifiedToken extends TokenContent {
  readonly thumbprint: string;
}

/** Tokens whose signature held. */
const MAX_VERIFIED = 20_000;
/** Characters of all of them together: about 64 MB of parsed claims when full. */
const MAX_VERIFIED_LENGTH = 8_000_000;
/** Tokens whose signature did not hold; each is a digest and a thumbprint. */
const MAX_REFUSED = 20_000;

export class VerifiedCache {
  private readonly verified: GenerationMap<VerifiedToken>;
  private readonly refused: GenerationMap<string>;

  /** The sizes are for tests; the defaults bound the memory. */
  constructor(maxVerified: number = MAX_VERIFIED, maxRefused: number = MAX_REFUSED) {
    this.verified = new GenerationMap(maxVerified, MAX_VERIFIED_LENGTH);
    this.refused = new GenerationMap(maxRefused);
  }

  /** What was verified under that digest, or undefined. `length` is the token's. */
  find(digest: string, length: number): VerifiedToken | undefined {
    return this.verified.get(digest, length);
  }

  /** Keeps a token whose signature held with the key of that thumbprint. Its claims are frozen: they are handed to every request from now on. */
  keep(digest: string, length: number, { header, claims }: TokenContent, thumbprint: string): void {
    freeze(claims);
    // Not the token itself: it is cut out of a request's head and would keep the whole head alive.
    this.verified.set(digest, { header, claims, thumbprint }, length);
  }

  /** Whether the signature was checked with that key and did not hold. */
  wasRefused(digest: string, thumbprint: string): boolean {
    return this.refused.get(digest) === thumbprint;
  }

  refuse(digest: string, thumbprint: string): void {
    this.refused.set(digest, thumbprint);
  }

  /** Entries of both kinds. */
  get size(): number {
    return this.verified.size + this.refused.size;
  }
}

/** Bounded by the depth limit of the parser. */
function freeze(value: JsonValue): void {
  if (typeof value !== "object" || value === null) return;
  Object.freeze(value);
  for (const member of Object.values(value)) freeze(member);
}
