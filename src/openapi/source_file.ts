/** A file of a description: its value as plain data and where each part of it stands in the text. */

/** 1-based; columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface SourceFile {
  readonly uri: string;
  /** Plain JSON data: no prototypes that matter, no `__proto__` keys, no cycles; aliased YAML nodes are shared. */
  readonly root: unknown;
  /**
   * Positions of the given RFC 6901 pointers: of the key for a member, of the value for an array element and for the whole. A pointer that names nothing
   * gets the position of its deepest existing ancestor. Works through the text once, however many are asked for.
   */
  locate(pointers: readonly string[]): ReadonlyMap<string, Position>;
}

/** Something wrong at a place of one file, before its line is looked up. `at` is there where no pointer can name the spot (syntax, duplicate keys). */
export interface SourceIssue {
  readonly severity: "error" | "warning" | "note";
  readonly code: string;
  readonly message: string;
  readonly pointer: string;
  readonly at?: Position;
}

export interface SourceLimits {
  /** Bytes of one file. */
  readonly maxFileBytes: number;
  /** Bytes of one YAML file: YAML costs some twenty times as much to read as JSON. */
  readonly maxYamlBytes: number;
  /** Values in one file, aliases counted as often as they are used. */
  readonly maxNodes: number;
  readonly maxDepth: number;
}

export type SourceParsed =
  | { readonly ok: true; readonly file: SourceFile }
  | { readonly ok: false; readonly issues: readonly SourceIssue[] };

/** Line starts of a text, to turn offsets into positions. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.starts.push(at + 1);
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 };
  }
}
