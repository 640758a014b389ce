/** Character data and attribute values of XML 1.0: references undone, line ends and blanks normalised. */
import { isXmlCharacter } from "./xml_character.ts";

/** The five entities that need no declaration (XML 1.0 section 4.6). There are no others: a document with a DTD is refused. */
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["apos", "'"],
  ["quot", '"'],
]);

/** Longest reference there is: `&#x10FFFF;` with some zeros in front. */
const MAX_REFERENCE = 16;

interface Reference {
  readonly text: string;
  readonly end: number;
}

/** The reference whose `&` stands at `at`, or null where it is none that needs no declaration. */
function referenceAt(text: string, at: number, end: number): Reference | null {
  const semicolon = text.indexOf(";", at);
  if (semicolon < 0 || semicolon >= end || semicolon - at > MAX_REFERENCE) return null;
  const name = text.slice(at + 1, semicolon);
  if (!name.startsWith("#")) {
    const character = ENTITIES.get(name);
    return character === undefined ? null : { text: character, end: semicolon + 1 };
  }
  const hex = name.startsWith("#x");
  const digits = name.slice(hex ? 2 : 1);
  if (!(hex ? /^[0-9A-Fa-f]{1,8}$/u : /^[0-9]{1,8}$/u).test(digits)) return null;
  const point = Number.parseInt(digits, hex ? 16 : 10);
  return isXmlCharacter(point) ? { text: String.fromCodePoint(point), end: semicolon + 1 } : null;
}

/** Text, or the index of what may not stand in it. */
export type XmlText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly at: number };

/**
 * The characters of `text` from `from` up to `to`. `attribute`: blanks become spaces (section 3.3.3) and `<` is refused; otherwise line ends become LF
 * (section 2.11) and `]]>` is refused (production 14). `raw`: a CDATA section, in which nothing is a reference.
 */
export function readXmlText(text: string, from: number, to: number, kind: "text" | "attribute" | "raw"): XmlText {
  let out = "";
  let kept = from;
  for (let at = from; at < to; ) {
    const code = text.charCodeAt(at);
    if (code === 0x26 && kind !== "raw") {
      const reference = referenceAt(text, at, to);
      if (reference === null) return { ok: false, at };
      out += text.slice(kept, at) + reference.text;
      at = reference.end;
      kept = at;
      continue;
    }
    if (!isXmlUnit(code) || (kind === "attribute" && code === 0x3c) || (kind === "text" && code === 0x5d && text.startsWith("]]>", at)))
      return { ok: false, at };
    const replacement = code > 0x0d ? null : replaceBlank(code, text.charCodeAt(at + 1), kind);
    if (replacement !== null) {
      out += text.slice(kept, at) + replacement;
      kept = at + 1;
    }
    at += 1;
  }
  return { ok: true, text: kept === from ? text.slice(from, to) : out + text.slice(kept, to) };
}

/** A code unit of a character; halves of pairs are known to be whole, since the text came from UTF-8. */
const isXmlUnit = (code: number): boolean => isXmlCharacter(code) || (code >= 0xd800 && code <= 0xdfff);

/** What a line end or tab becomes; null where it stays. A CR before LF vanishes. */
function replaceBlank(code: number, next: number, kind: "text" | "attribute" | "raw"): string | null {
  if (code === 0x0d) return next === 0x0a ? "" : kind === "attribute" ? " " : "\n";
  return kind === "attribute" ? " " : null;
}
