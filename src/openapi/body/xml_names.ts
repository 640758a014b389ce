/** How the properties of a schema are named in XML (OpenAPI 3.2 section 4.26, XML Object). */
import { isJsonObject, type JsonObject } from "../../codec/json/json_value.ts";
import type { ValueShape } from "../parameters/value_shape.ts";

/** A property as it stands in XML. */
export interface XmlProperty {
  readonly property: string;
  readonly shape: ValueShape;
  /** `items`: each item an element of that name. `wrapped`: one element around them. `text`: the text of the element itself. */
  readonly form: "element" | "items" | "wrapped" | "text";
  /** Null where none is declared. */
  readonly namespace: string | null;
}

export interface XmlNames {
  readonly attributes: ReadonlyMap<string, XmlProperty>;
  readonly elements: ReadonlyMap<string, XmlProperty>;
  readonly text: XmlProperty | null;
}

const textOf = (xml: JsonObject | null, keyword: string): string | null => {
  const value = xml !== null && Object.hasOwn(xml, keyword) ? xml[keyword] : undefined;
  return typeof value === "string" ? value : null;
};
const isSet = (xml: JsonObject | null, keyword: string): boolean =>
  isJsonObject(xml) && Object.hasOwn(xml, keyword) && xml[keyword] === true;

/** The name an `xml` object gives, or null. */
export function xmlNameOf(shape: ValueShape): string | null {
  return textOf(shape.xml, "name");
}

export function xmlNamespaceOf(shape: ValueShape): string | null {
  return textOf(shape.xml, "namespace");
}

const known = new WeakMap<ValueShape, XmlNames>();

/** The names of a shape's properties; worked out once per shape. */
export function xmlNamesOf(shape: ValueShape): XmlNames {
  const found = known.get(shape);
  if (found !== undefined) return found;
  const attributes = new Map<string, XmlProperty>();
  const elements = new Map<string, XmlProperty>();
  let text: XmlProperty | null = null;
  for (const property of shape.propertyNames) {
    const inner = shape.property(property) ?? shape.unknown;
    const { xml } = inner;
    const nodeType = textOf(xml, "nodeType");
    const namespace = textOf(xml, "namespace");
    if (isSet(xml, "attribute") || nodeType === "attribute")
      attributes.set(textOf(xml, "name") ?? property, { property, shape: inner, form: "element", namespace });
    else if (nodeType === "text" || nodeType === "cdata") text = { property, shape: inner, form: "text", namespace };
    else if (!inner.isArray || inner.isObject)
      elements.set(textOf(xml, "name") ?? property, { property, shape: inner, form: "element", namespace });
    else if (isSet(xml, "wrapped") || nodeType === "element")
      elements.set(textOf(xml, "name") ?? property, { property, shape: inner, form: "wrapped", namespace });
    else {
      const item = inner.item(0);
      elements.set(xmlNameOf(item) ?? property, { property, shape: inner, form: "items", namespace: xmlNamespaceOf(item) });
    }
  }
  const names: XmlNames = { attributes, elements, text };
  known.set(shape, names);
  return names;
}
