/** Members that stand twice in an object of a JSON text, which `JSON.parse` passes over in silence. */
import { pointerTo } from "./json_pointer.ts";
import { decodeJsonKey, skipJsonBlanks, skipJsonString, skipJsonValue } from "./json_scan.ts";
import { LineIndex, type SourceIssue } from "./source_file.ts";

/** The duplicates in `text`, which must be valid JSON and no deeper than the caller allows; at most `limit` of them. */
export function findJsonDuplicates(text: string, limit: number): readonly SourceIssue[] {
  const lines = new LineIndex(text);
  const issues: SourceIssue[] = [];

  function visit(at: number, pointer: string): number {
    const open = text.charCodeAt(at);
    if (open !== 0x7b && open !== 0x5b) return skipJsonValue(text, at);
    const keys = new Set<string>();
    let index = skipJsonBlanks(text, at + 1);
    for (let element = 0; index < text.length; element += 1) {
      const code = text.charCodeAt(index);
      if (code === 0x7d || code === 0x5d) return index + 1;
      let below = pointerTo(pointer, element);
      if (open === 0x7b) {
        const end = skipJsonString(text, index);
        const key = decodeJsonKey(text, index, end);
        below = pointerTo(pointer, key);
        if (keys.has(key) && issues.length < limit) issues.push(duplicateKey(below, key, lines.position(index)));
        keys.add(key);
        index = skipJsonBlanks(text, skipJsonBlanks(text, end) + 1);
      }
      index = skipJsonBlanks(text, visit(index, below));
      if (text.charCodeAt(index) === 0x2c) index = skipJsonBlanks(text, index + 1);
    }
    return index;
  }

  visit(skipJsonBlanks(text, 0), "");
  return issues;
}

/** The issue of a key that stands twice, in whichever format. */
export function duplicateKey(pointer: string, key: string, at: { readonly line: number; readonly column: number }): SourceIssue {
  return {
    severity: "error",
    code: "openapi.duplicate_key",
    message: `the key \`${key}\` stands twice in one object; remove one of them`,
    pointer,
    at,
  };
}
