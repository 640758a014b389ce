/** From places to lines: issues get their positions all at once, one pass per file. */
import type { Issue } from "../kernel/issue.ts";
import type { PlacedIssue } from "./description.ts";
import type { DescriptionFile, FileSet } from "./file_set.ts";
import type { FileIssue } from "./load_files.ts";
import type { SchemaPlace } from "./operation.ts";
import type { Position } from "./source_file.ts";

/** File, line and column of one place; null lines where the file is not of the description. */
export function locatePlace(
  files: FileSet,
  place: SchemaPlace,
): { readonly file: string; readonly pointer: string; readonly line: number | null; readonly column: number | null } {
  const file = files.get(place.uri);
  const position = file?.content.locate([place.pointer]).get(place.pointer);
  return { file: file?.source ?? place.uri, pointer: place.pointer, line: position?.line ?? null, column: position?.column ?? null };
}

interface Unplaced {
  readonly issue: Issue;
  readonly from: DescriptionFile | undefined;
}

function unplaced(files: FileSet, placed: readonly PlacedIssue[], loading: readonly FileIssue[]): readonly Unplaced[] {
  const bySource = new Map([...files.files.values()].map((file) => [file.source, file] as const));
  return [
    ...loading.map(({ severity, code, message, pointer, source, at }) => ({
      issue: { severity, code, message, file: source, pointer, line: at?.line ?? null, column: at?.column ?? null },
      from: bySource.get(source),
    })),
    ...placed.map(({ severity, code, message, place }) => {
      const from = files.get(place.uri);
      return {
        issue: { severity, code, message, file: from?.source ?? place.uri, pointer: place.pointer, line: null, column: null },
        from,
      };
    }),
  ];
}

const byPlace = (one: Issue, other: Issue): number => {
  if (one.file !== other.file) return String(one.file) < String(other.file) ? -1 : 1;
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);
};

/** Issues with file, line and column, sorted by these. */
export function positionIssues(files: FileSet, placed: readonly PlacedIssue[], loading: readonly FileIssue[]): readonly Issue[] {
  const found = unplaced(files, placed, loading);
  const wanted = new Map<DescriptionFile, string[]>();
  for (const { issue, from } of found) {
    if (from === undefined || issue.line !== null) continue;
    const pointers = wanted.get(from) ?? [];
    pointers.push(issue.pointer);
    wanted.set(from, pointers);
  }
  const positions = new Map<DescriptionFile, ReadonlyMap<string, Position>>();
  for (const [file, pointers] of wanted) positions.set(file, file.content.locate(pointers));
  return found
    .map(({ issue, from }) => {
      const position = from === undefined || issue.line !== null ? undefined : positions.get(from)?.get(issue.pointer);
      return position === undefined ? issue : { ...issue, line: position.line, column: position.column };
    })
    .toSorted(byPlace);
}
