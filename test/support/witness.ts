/** What the last guard before the upstream was shown, kept for a test to hold against what the upstream got. */

export interface Judged {
  readonly id: string;
  readonly method: string;
  /** Canonical path as it goes on, and the query. */
  readonly url: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** latin1 text. */
  readonly body: string;
  readonly passed: boolean;
}

export const judged: Judged[] = [];

/** What the witness refuses wherever it stands, so that it must never be seen behind it. */
export const FORBIDDEN = "EVIL";
