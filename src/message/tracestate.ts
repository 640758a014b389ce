/** `tracestate` (W3C Trace Context section 3.3): what vendors said about a trace, carried on in their words where every member can be read, else dropped. */

/** List-members at most (section 3.3.1.1). */
export const MAX_MEMBERS = 32;
/** Characters that are carried on; of more, members leave as section 3.3.1.5 says. */
export const MAX_TRACESTATE = 512;
/** Members longer than this leave first. */
const LONG_MEMBER = 128;
/** Read at most; a section that long says nothing we would carry on. */
const MAX_READ = 8_192;
const MAX_KEY = 256;
const MAX_TENANT = 241;
const MAX_SYSTEM = 14;
const MAX_VALUE = 256;

const isLower = (code: number): boolean => code >= 0x61 && code <= 0x7a;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
/** `lcalpha / DIGIT / "_" / "-" / "*" / "/"`. */
const isKeyCharacter = (code: number): boolean =>
  isLower(code) || isDigit(code) || code === 0x5f || code === 0x2d || code === 0x2a || code === 0x2f;

/** A simple key of a letter and 255 more characters, or `tenant@system` of at most 241 and 14, where the tenant may begin with a digit. */
function isKey(text: string): boolean {
  const at = text.indexOf("@");
  const first = text.charCodeAt(0);
  if (at === -1 ? text.length > MAX_KEY || !isLower(first) : at > MAX_TENANT || !(isLower(first) || isDigit(first))) return false;
  if (at !== -1 && (text.length - at - 1 > MAX_SYSTEM || !isLower(text.charCodeAt(at + 1)))) return false;
  for (let index = 0; index < text.length; index += 1) if (index !== at && !isKeyCharacter(text.charCodeAt(index))) return false;
  return true;
}

/** `0*255(chr) nblk-chr`: printable ASCII but comma and equals sign, not ending in a blank. */
function isValue(text: string): boolean {
  if (text.length === 0 || text.length > MAX_VALUE || text.endsWith(" ")) return false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e || code === 0x2c || code === 0x3d) return false;
  }
  return true;
}

/** Without blanks and tabs around it. */
function withoutBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  const isBlank = (at: number): boolean => text.charAt(at) === " " || text.charAt(at) === "\t";
  while (start < end && isBlank(start)) start += 1;
  while (end > start && isBlank(end - 1)) end -= 1;
  return text.slice(start, end);
}

/**
 * The one value to send on for these field lines, or null: none, or one member that can't be read, or a key twice, or more than 32 members. Members keep their
 * order and their text; of a list over 512 characters those over 128 leave first, the last one first, then whatever is last.
 */
export function carriedTracestate(lines: readonly string[]): string | null {
  if (lines.length === 0) return null;
  const text = lines.length === 1 ? (lines[0] ?? "") : lines.join(",");
  if (text.length > MAX_READ) return null;
  const members: string[] = [];
  const keys = new Set<string>();
  for (const part of text.split(",")) {
    const member = withoutBlanks(part);
    // Empty members are allowed (section 3.3.1.1) and mean nothing.
    if (member === "") continue;
    const equals = member.indexOf("=");
    const key = member.slice(0, Math.max(equals, 0));
    if (!isKey(key) || !isValue(member.slice(equals + 1)) || keys.has(key)) return null;
    keys.add(key);
    members.push(member);
    if (members.length > MAX_MEMBERS) return null;
  }
  return members.length === 0 ? null : shortened(members).join(",");
}

function shortened(members: readonly string[]): readonly string[] {
  const left = [...members];
  let over = left.reduce((sum, member) => sum + member.length + 1, -1) - MAX_TRACESTATE;
  for (const least of [LONG_MEMBER, 0]) {
    for (let index = left.length - 1; index >= 0; index -= 1) {
      const { length } = left[index] ?? "";
      if (over <= 0) return left;
      if (length <= least) continue;
      left.splice(index, 1);
      over -= length + 1;
    }
  }
  return left;
}
