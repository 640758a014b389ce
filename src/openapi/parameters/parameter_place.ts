/** How a place in a parameter is written: `query:ids[0]`, `query:filter[color]`, `header:x-tags`. */

/** Characters of a name that are shown. */
const MAX_SHOWN = 64;

/** A caller's name for findings: cut, and without characters that could end a line of a log. */
export function toShownName(name: string): string {
  let out = "";
  const cut = name.length > MAX_SHOWN ? name.slice(0, MAX_SHOWN) : name;
  for (let at = 0; at < cut.length; at += 1) {
    const code = cut.charCodeAt(at);
    out += code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0x2028 || code === 0x2029 ? "?" : cut.charAt(at);
  }
  return name.length > MAX_SHOWN ? `${out.toWellFormed()}…` : out;
}

/** `base` followed by each step in brackets. */
export function placeInside(base: string, path: readonly (string | number)[]): string {
  let place = base;
  for (const step of path) place += `[${typeof step === "number" ? step : toShownName(step)}]`;
  return place;
}
