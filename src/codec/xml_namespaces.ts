/** Prefixes in scope (Namespaces in XML 1.0): a name means its namespace and local part, whatever prefix its sender chose. */

const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";
const XMLNS_NAMESPACE = "http://www.w3.org/2000/xmlns/";

/** Longest namespace name: it is compared for each attribute, so a long one would make a short document dear. */
const MAX_URI = 512;

/** One element's declarations over those around it; shared by all elements that declare none. */
export class XmlNamespaces {
  private readonly outer: XmlNamespaces | null;
  private readonly own: ReadonlyMap<string, string>;

  constructor(own: ReadonlyMap<string, string> = new Map(), outer: XmlNamespaces | null = null) {
    this.own = own;
    this.outer = outer;
  }

  /** The namespace of a prefix, "" for the default one: a URI, "" for none; null where the prefix is not declared. */
  resolve(prefix: string): string | null {
    if (prefix === "xml") return XML_NAMESPACE;
    const uri = this.own.get(prefix);
    if (uri !== undefined) return uri;
    // As deep as elements with declarations are nested, which the depth limit bounds.
    if (this.outer !== null) return this.outer.resolve(prefix);
    return prefix === "" ? "" : null;
  }

  /** The scope inside an element with these declarations; null where one is not allowed: of `xml` or `xmlns`, an empty one for a prefix, a very long one. */
  enter(declared: ReadonlyMap<string, string>): XmlNamespaces | null {
    if (declared.size === 0) return this;
    for (const [prefix, uri] of declared) {
      if (prefix === "xml" || prefix === "xmlns" || uri === XML_NAMESPACE || uri === XMLNS_NAMESPACE) return null;
      if ((prefix !== "" && uri === "") || uri.length > MAX_URI) return null;
    }
    return new XmlNamespaces(declared, this);
  }
}
