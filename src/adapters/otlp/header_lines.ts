/** The fields that go with every export: a file of `Name: value` lines, which mostly hold a secret. Nothing of a value is ever told. */
import { isToken } from "../../codec/field_syntax.ts";
import { isFieldValue } from "../../message/byte_class.ts";

export type HeaderLine = readonly [name: string, value: string];

const MAX_LINES = 32;
const MAX_LINE = 8_192;
/** Fields that the export itself writes. */
const OWN: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Blank lines and those that begin with `#` mean nothing. A text: what is wrong, by its line. */
export function parseHeaderLines(text: string): readonly HeaderLine[] | string {
  const lines: HeaderLine[] = [];
  const names = new Set<string>();
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const where = `line ${index + 1}`;
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (!isToken(name)) return `${where} is no \`Name: value\``;
    if (line.length > MAX_LINE || value === "" || !isFieldValue(value)) return `the value in ${where} can't stand in a header field`;
    if (OWN.has(name)) return `${where}: \`${name}\` is written by the export itself`;
    if (names.has(name)) return `${where}: \`${name}\` comes twice`;
    if (lines.length === MAX_LINES) return `there are more than ${MAX_LINES} fields`;
    names.add(name);
    lines.push([name, value]);
  }
  return lines;
}
