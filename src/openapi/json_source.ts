/** A JSON file: `JSON.parse` for speed, then one walk for what it lets through, positions only on demand. */
import { findJsonDuplicates } from "./json_duplicates.ts";
import { findJsonPositions } from "./json_positions.ts";
import { countJsonMembers } from "./json_scan.ts";
import { measureTree } from "./measure_tree.ts";
import { LineIndex, type SourceLimits, type SourceParsed } from "./source_file.ts";

const MAX_DUPLICATES = 50;

/** The offset in V8's message (`... at position 12`), or that of the end. */
function syntaxOffset(message: string, text: string): number {
  const match = /position (\d{1,12})/u.exec(message);
  return match?.[1] === undefined ? text.length : Number(match[1]);
}

/** Reads JSON text. Refuses duplicate keys, `__proto__` keys, and what is larger or deeper than `limits`. */
export function parseJsonSource(uri: string, text: string, limits: SourceLimits): SourceParsed {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : "";
    const at = new LineIndex(text).position(syntaxOffset(detail, text));
    const message = "the file is not valid JSON here; correct the syntax, or write it as YAML";
    return { ok: false, issues: [{ severity: "error", code: "openapi.syntax", message, pointer: "", at }] };
  }
  const measured = measureTree(root, limits);
  if (measured.issues.length > 0) {
    const positions = findJsonPositions(
      text,
      measured.issues.map(({ pointer }) => pointer),
    );
    const issues = measured.issues.map((issue) => {
      const at = positions.get(issue.pointer);
      return at === undefined ? issue : { ...issue, at };
    });
    return { ok: false, issues };
  }
  if (countJsonMembers(text) !== measured.members) return { ok: false, issues: findJsonDuplicates(text, MAX_DUPLICATES) };
  return { ok: true, file: { uri, root, locate: (pointers) => findJsonPositions(text, pointers) } };
}
