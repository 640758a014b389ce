/** The words inside a tag of XML: names, attributes, blanks. Reads forward from `at`, one look at each character. */
import { isXmlBlank, isXmlNameCharacter, isXmlNameStart } from "./xml_character.ts";
import { readXmlText } from "./xml_text.ts";

export interface XmlName {
  /** "" for none. */
  readonly prefix: string;
  readonly local: string;
}

export interface XmlRawAttribute extends XmlName {
  readonly value: string;
}

/** Longest name, prefix included. */
const MAX_NAME = 255;

export class XmlScanner {
  readonly text: string;
  /** UTF-16 code units read; where something was missing, the place of it. */
  at = 0;
  /** Whether the last attribute failed for a reference to an entity. */
  entity = false;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether there were any. */
  skipBlanks(): boolean {
    const from = this.at;
    while (isXmlBlank(this.text.charCodeAt(this.at))) this.at += 1;
    return this.at > from;
  }

  /** `name="value"`, references undone; null where there is none. A reference that is not one of the five is told by `entity`. */
  attribute(): XmlRawAttribute | null {
    const name = this.name();
    if (name === null) return null;
    this.skipBlanks();
    if (this.text.charCodeAt(this.at) !== 0x3d) return null;
    this.at += 1;
    this.skipBlanks();
    const quote = this.text.charAt(this.at);
    const end = quote === '"' || quote === "'" ? this.text.indexOf(quote, this.at + 1) : -1;
    if (end < 0) return null;
    const read = readXmlText(this.text, this.at + 1, end, "attribute");
    if (!read.ok) {
      this.at = read.at;
      this.entity = this.text.charCodeAt(read.at) === 0x26;
      return null;
    }
    this.at = end + 1;
    return { ...name, value: read.text };
  }

  /** A name with at most one colon; null where there is none. */
  name(): XmlName | null {
    const from = this.at;
    const first = this.part();
    if (!first) return null;
    if (this.text.charCodeAt(this.at) !== 0x3a) return { prefix: "", local: this.text.slice(from, this.at) };
    const colon = this.at;
    this.at += 1;
    if (!this.part() || this.text.charCodeAt(this.at) === 0x3a) return null;
    return { prefix: this.text.slice(from, colon), local: this.text.slice(colon + 1, this.at) };
  }

  private part(): boolean {
    const from = this.at;
    if (!isXmlNameStart(this.text.charCodeAt(from))) return false;
    while (isXmlNameCharacter(this.text.charCodeAt(this.at))) this.at += 1;
    return this.at - from <= MAX_NAME;
  }
}
