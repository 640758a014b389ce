/** JSON Pointer (RFC 6901): places in a JSON value. */

/** One reference token as it stands in a pointer: `~` and `/` escaped (RFC 6901 section 3). */
export function toPointerToken(name: string): string {
  if (!name.includes("~") && !name.includes("/")) return name;
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Names longer than this are cut in places shown to people, so that a caller can't make a log line of a megabyte. */
const MAX_SHOWN_NAME = 64;

/** As `toPointerToken`, but a long name is cut and ends in an ellipsis: for findings, not for looking up. */
export function toShownToken(name: string): string {
  return toPointerToken(name.length <= MAX_SHOWN_NAME ? name : `${name.slice(0, MAX_SHOWN_NAME).toWellFormed()}…`);
}

/**
 * The reference tokens of a pointer, escapes decoded: `/a~1b/0` is `["a/b", "0"]`, the empty pointer `[]`.
 * Null where it is not a pointer: no leading `/`, or a `~` that is not `~0` or `~1`.
 */
export function parsePointer(pointer: string): readonly string[] | null {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) return null;
  const tokens = pointer.slice(1).split("/");
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? "";
    if (!token.includes("~")) continue;
    for (let at = token.indexOf("~"); at >= 0; at = token.indexOf("~", at + 1)) {
      const next = token[at + 1];
      if (next !== "0" && next !== "1") return null;
    }
    tokens[index] = token.replaceAll("~1", "/").replaceAll("~0", "~");
  }
  return tokens;
}
