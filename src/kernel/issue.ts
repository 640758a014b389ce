/** Something wrong with what an operator gave us: configuration, an OpenAPI document, a rule file. All issues are reported at once. */
export interface Issue {
  readonly severity: "error" | "warning" | "note";
  /** Stable, dotted: `config.unknown_key`, `openapi.unresolved_ref`. */
  readonly code: string;
  /** One lower-case sentence: what is wrong and the way out; user input in backticks. */
  readonly message: string;
  /** File as the operator named it; null for a value that came from no file. */
  readonly file: string | null;
  /** RFC 6901 pointer into that file, "" for the whole. */
  readonly pointer: string;
  /** 1-based; null where no position is known. */
  readonly line: number | null;
  readonly column: number | null;
}

/** A value or everything that was wrong with its source. Warnings may come with a value. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly issues: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };
