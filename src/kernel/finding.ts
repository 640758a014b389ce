/** What a guard noticed: the unit of explanation. A verdict, a record and an event carry findings, never the secret they are about. */

/** Where in an exchange a finding lies: `body:/user/email`, `query:id[0]`, `header:cookie`, `path:orderId`, `framing`, `token:aud`. */
export type Place = string;

export interface Finding {
  /** Stable, dotted, lower case: `schema.type`, `token.expired`, `limit.exceeded`. */
  readonly code: string;
  /** Where; empty when the finding is about the exchange as a whole. */
  readonly place: Place;
  /** One sentence for a person, lower case, without the offending value. */
  readonly message: string;
  /** The rule that said so: a JSON Pointer into the document, a CRS id, an RFC section, a config key. */
  readonly rule?: string;
  /** Set where the guard only observes: what it would have done. */
  readonly would?: "deny";
}

export const NO_FINDINGS: readonly Finding[] = Object.freeze([]);
