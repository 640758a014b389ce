/** What a validation says about a value that does not fit. */
import type { SchemaPlace } from "../operation.ts";

export interface SchemaError {
  /** Stable: `schema.` and the keyword in snake case (`schema.type`, `schema.max_length`), or one of `schema.read_only`, `schema.write_only`,
   * `schema.property_case`, `schema.false`, `schema.budget`, `schema.depth`. */
  readonly code: string;
  /** RFC 6901 pointer into the value; long names are cut. */
  readonly pointer: string;
  /** The keyword that said so. */
  readonly schema: SchemaPlace;
  /** One lower-case sentence without anything of the value. */
  readonly message: string;
}

/** Errors reported at most; a value with more wrong is described by its first. */
export const MAX_ERRORS = 20;
