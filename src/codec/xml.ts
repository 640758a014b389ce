/**
 * XML (1.0, fifth edition, with namespaces) from a caller, parsed into a tree without anything that made XML dangerous: no document type, so no entities but the
 * five and no external ones (CWE-611, CWE-776), no processing instructions, UTF-8 only, bounded depth and counts. What readers disagree on is refused: comments
 * inside text, undeclared prefixes. Linear in the text; a step of the budget per byte is taken first.
 */
import type { WorkBudget } from "../kernel/budget.ts";
import { decodeUtf8 } from "./utf8.ts";
import { isXmlBlank, isXmlBlankText } from "./xml_character.ts";
import { XmlNamespaces } from "./xml_namespaces.ts";
import { type XmlName, type XmlRawAttribute, XmlScanner } from "./xml_scanner.ts";
import { readXmlText } from "./xml_text.ts";

export interface XmlAttribute {
  readonly local: string;
  /** URI, "" for none. */
  readonly namespace: string;
  readonly value: string;
}

export interface XmlElement {
  readonly local: string;
  /** URI, "" for none. */
  readonly namespace: string;
  /** Without namespace declarations. */
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** All character data directly inside, references undone. Only blanks where there are children. */
  readonly text: string;
}

/** `encoding`: not UTF-8 or said to be something else. `mixed`: text beside elements. `comment`: a comment inside text. */
export type XmlFault =
  | "syntax"
  | "encoding"
  | "document_type"
  | "instruction"
  | "entity"
  | "namespace"
  | "duplicate_attribute"
  | "comment"
  | "mixed"
  | "too_deep"
  | "too_many"
  | "budget";

export interface XmlRefusal {
  readonly refused: XmlFault;
  /** UTF-16 code units before the fault. */
  readonly offset: number;
}

export interface XmlLimits {
  /** Elements inside one another; the root is 1. */
  readonly maxDepth: number;
  /** Elements and attributes together. */
  readonly maxNodes: number;
  readonly maxAttributes: number;
}

export const DEFAULT_XML_LIMITS: XmlLimits = Object.freeze({ maxDepth: 64, maxNodes: 50_000, maxAttributes: 64 });

export function parseXml(bytes: Uint8Array, limits: XmlLimits, budget: WorkBudget): XmlElement | XmlRefusal {
  if (!budget.spend(bytes.length)) return { refused: "budget", offset: 0 };
  const text = decodeUtf8(bytes);
  if (text === null) return { refused: "encoding", offset: 0 };
  return new XmlParse(text, limits).run();
}

interface OpenElement {
  readonly prefix: string;
  readonly local: string;
  readonly namespace: string;
  readonly scope: XmlNamespaces;
  readonly attributes: readonly XmlAttribute[];
  readonly children: XmlElement[];
  text: string;
  commented: boolean;
}

/** One parse under way. A method that fails notes why and gives false or null. */
class XmlParse {
  private readonly text: string;
  private readonly scanner: XmlScanner;
  private readonly limits: XmlLimits;
  private nodes = 0;
  private fault: XmlFault = "syntax";
  private readonly open: OpenElement[] = [];
  private root: XmlElement | null = null;

  constructor(text: string, limits: XmlLimits) {
    this.text = text;
    this.scanner = new XmlScanner(text);
    this.limits = limits;
  }

  run(): XmlElement | XmlRefusal {
    if (this.text.charCodeAt(0) === 0xfeff) this.scanner.at = 1;
    if (this.declaration() && this.content() && this.root !== null) return this.root;
    return { refused: this.fault, offset: Math.min(this.scanner.at, this.text.length) };
  }

  private fail(fault: XmlFault): false {
    this.fault = fault;
    return false;
  }

  /** `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`, or nothing. */
  private declaration(): boolean {
    if (!this.text.startsWith("<?xml", this.scanner.at) || !isXmlBlank(this.text.charCodeAt(this.scanner.at + 5))) return true;
    this.scanner.at += 5;
    const allowed = ["version", "encoding", "standalone"];
    for (let next = 0; this.scanner.skipBlanks() && !this.text.startsWith("?>", this.scanner.at); ) {
      const attribute = this.attribute();
      const index = attribute === null || attribute.prefix !== "" ? -1 : allowed.indexOf(attribute.local, next);
      if (attribute === null || index < 0 || (next === 0 && index > 0)) return this.fail("syntax");
      if (index === 0 && attribute.value !== "1.0") return this.fail("syntax");
      if (index === 1 && attribute.value.toLowerCase() !== "utf-8") return this.fail("encoding");
      if (index === 2 && attribute.value !== "yes" && attribute.value !== "no") return this.fail("syntax");
      next = index + 1;
    }
    if (!this.text.startsWith("?>", this.scanner.at)) return this.fail("syntax");
    this.scanner.at += 2;
    return true;
  }

  /** Everything after the declaration: one element, and blanks and comments around it. */
  private content(): boolean {
    while (this.scanner.at < this.text.length) {
      const end = this.text.indexOf("<", this.scanner.at);
      if (!this.characters(end < 0 ? this.text.length : end)) return false;
      if (end >= 0 && !this.markup()) return false;
    }
    return this.open.length === 0 && this.root !== null ? true : this.fail("syntax");
  }

  private characters(end: number): boolean {
    if (end === this.scanner.at) return true;
    const element = this.open.at(-1);
    const read = readXmlText(this.text, this.scanner.at, end, "text");
    if (!read.ok) {
      this.scanner.at = read.at;
      return this.fail(this.text.charCodeAt(read.at) === 0x26 ? "entity" : "syntax");
    }
    if (element === undefined) {
      if (!isXmlBlankText(read.text)) return this.fail("syntax");
    } else element.text += read.text;
    this.scanner.at = end;
    return true;
  }

  /** What begins with the `<` here. */
  private markup(): boolean {
    const { text } = this;
    const { at } = this.scanner;
    const next = text.charCodeAt(at + 1);
    if (next === 0x2f) return this.endTag();
    if (next === 0x3f) return this.fail("instruction");
    if (next !== 0x21) return this.startTag();
    if (text.startsWith("<!--", at)) return this.comment();
    if (text.startsWith("<![CDATA[", at)) return this.section();
    return this.fail(text.slice(at, at + 9).toUpperCase() === "<!DOCTYPE" ? "document_type" : "syntax");
  }

  private comment(): boolean {
    const end = this.text.indexOf("--", this.scanner.at + 4);
    if (end < 0 || this.text.charCodeAt(end + 2) !== 0x3e) return this.fail("syntax");
    if (!readXmlText(this.text, this.scanner.at + 4, end, "raw").ok) return this.fail("syntax");
    const element = this.open.at(-1);
    if (element !== undefined) element.commented = true;
    this.scanner.at = end + 3;
    return true;
  }

  private section(): boolean {
    const element = this.open.at(-1);
    const end = this.text.indexOf("]]>", this.scanner.at + 9);
    if (element === undefined || end < 0) return this.fail("syntax");
    const read = readXmlText(this.text, this.scanner.at + 9, end, "raw");
    if (!read.ok) return this.fail("syntax");
    element.text += read.text;
    this.scanner.at = end + 3;
    return true;
  }

  private startTag(): boolean {
    this.scanner.at += 1;
    const name = this.scanner.name();
    if (name === null || (this.open.length === 0 && this.root !== null)) return this.fail("syntax");
    if (this.open.length >= this.limits.maxDepth) return this.fail("too_deep");
    const raw: XmlRawAttribute[] = [];
    const declared = new Map<string, string>();
    for (;;) {
      const blanks = this.scanner.skipBlanks();
      const code = this.text.charCodeAt(this.scanner.at);
      if (code === 0x3e || code === 0x2f) break;
      const attribute = blanks ? this.attribute() : null;
      if (attribute === null) return false;
      this.nodes += 1;
      if (raw.length + declared.size >= this.limits.maxAttributes) return this.fail("too_many");
      const prefix = attribute.prefix === "xmlns" ? attribute.local : attribute.prefix === "" && attribute.local === "xmlns" ? "" : null;
      if (prefix === null) raw.push(attribute);
      else if (declared.has(prefix)) return this.fail("duplicate_attribute");
      else declared.set(prefix, attribute.value);
    }
    this.nodes += 1;
    if (this.nodes > this.limits.maxNodes) return this.fail("too_many");
    if (!this.enter(name, raw, declared)) return false;
    if (this.text.charCodeAt(this.scanner.at) === 0x3e) {
      this.scanner.at += 1;
      return true;
    }
    if (!this.text.startsWith("/>", this.scanner.at)) return this.fail("syntax");
    this.scanner.at += 2;
    return this.leave();
  }

  private enter(name: XmlName, raw: readonly XmlRawAttribute[], declared: ReadonlyMap<string, string>): boolean {
    const scope = (this.open.at(-1)?.scope ?? NO_NAMESPACES).enter(declared);
    const namespace = scope?.resolve(name.prefix) ?? null;
    if (scope === null || namespace === null) return this.fail("namespace");
    const attributes: XmlAttribute[] = [];
    const seen = new Set<string>();
    for (const { prefix, local, value } of raw) {
      // An attribute without prefix is in no namespace, whatever the default one is.
      const owner = prefix === "" ? "" : scope.resolve(prefix);
      if (owner === null) return this.fail("namespace");
      const key = `${owner} ${local}`;
      if (seen.has(key)) return this.fail("duplicate_attribute");
      seen.add(key);
      attributes.push({ local, namespace: owner, value });
    }
    this.open.push({ ...name, namespace, scope, attributes, children: [], text: "", commented: false });
    return true;
  }

  private endTag(): boolean {
    this.scanner.at += 2;
    const element = this.open.at(-1);
    const name = this.scanner.name();
    if (name === null || element === undefined || name.prefix !== element.prefix || name.local !== element.local)
      return this.fail("syntax");
    this.scanner.skipBlanks();
    if (this.text.charCodeAt(this.scanner.at) !== 0x3e) return this.fail("syntax");
    this.scanner.at += 1;
    return this.leave();
  }

  private leave(): boolean {
    const element = this.open.pop();
    if (element === undefined) return this.fail("syntax");
    const blank = isXmlBlankText(element.text);
    if (!blank && element.children.length > 0) return this.fail("mixed");
    if (!blank && element.commented) return this.fail("comment");
    const { local, namespace, attributes, children, text } = element;
    const parent = this.open.at(-1);
    if (parent === undefined) this.root = { local, namespace, attributes, children, text };
    else parent.children.push({ local, namespace, attributes, children, text });
    return true;
  }

  private attribute(): XmlRawAttribute | null {
    const attribute = this.scanner.attribute();
    if (attribute === null && this.scanner.entity) this.fault = "entity";
    return attribute;
  }
}

const NO_NAMESPACES = new XmlNamespaces();
