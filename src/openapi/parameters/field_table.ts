/** Which declared parameter a field of a query, form or cookie belongs to. */
import { foldCase } from "../../codec/fold_case.ts";
import type { QueryPair } from "../../codec/query.ts";

export interface FieldOwner {
  /** Field names that are its own: its name, or those of its properties where each is a field. */
  readonly names: readonly string[];
  /** `name[...]` is its own too. */
  readonly brackets: boolean;
  /** Takes every field that nobody else declares. */
  readonly takesOthers: boolean;
}

export interface GroupedFields {
  /** Per owner, its fields in order; undefined where it has none. */
  readonly groups: readonly (readonly QueryPair[] | undefined)[];
  readonly undeclared: readonly QueryPair[];
}

const NOBODY = -1;
const NONE: readonly QueryPair[] = Object.freeze([]);

export class FieldTable {
  private readonly names = new Map<string, number>();
  private readonly bases = new Map<string, number>();
  private readonly folded = new Set<string>();
  private readonly others: number;
  private readonly size: number;

  /** Of two owners that declare a name the first has it. */
  constructor(owners: readonly FieldOwner[]) {
    let others = NOBODY;
    for (const [index, { names, brackets, takesOthers }] of owners.entries()) {
      for (const name of names) {
        if (!this.names.has(name)) this.names.set(name, index);
        this.folded.add(foldFieldName(name));
        if (brackets && !this.bases.has(name)) this.bases.set(name, index);
      }
      if (takesOthers && others === NOBODY) others = index;
    }
    this.others = others;
    this.size = owners.length;
  }

  /** Index of the owner, -1 for a field that nobody declares. */
  ownerOf(name: string): number {
    const exact = this.names.get(name);
    if (exact !== undefined) return exact;
    if (this.bases.size > 0) {
      const bracket = name.indexOf("[");
      const base = bracket <= 0 ? undefined : this.bases.get(name.slice(0, bracket));
      if (base !== undefined) return base;
    }
    return this.others;
  }

  /**
   * Whether some servers would take `name` for a declared field. Attack: ASP.NET ignores the case of names, PHP and Rack read `role[]` as `role`, so that a value that
   * nobody judged would come under a declared name.
   */
  resembles(name: string): boolean {
    return this.folded.has(foldFieldName(name));
  }

  group(fields: readonly QueryPair[]): GroupedFields {
    const groups: (QueryPair[] | undefined)[] = Array.from({ length: this.size });
    let undeclared: QueryPair[] | null = null;
    for (const field of fields) {
      const owner = this.ownerOf(field.name);
      if (owner === NOBODY) (undeclared ??= []).push(field);
      else {
        const group = groups[owner];
        if (group === undefined) groups[owner] = [field];
        else group.push(field);
      }
    }
    return { groups, undeclared: undeclared ?? NONE };
  }
}

/** A name as the most forgiving readers compare it: without brackets, in any letters. */
function foldFieldName(name: string): string {
  const bracket = name.indexOf("[", 1);
  return foldCase(bracket === -1 ? name : name.slice(0, bracket));
}
