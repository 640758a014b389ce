/** Writes an XML tree as a document, for round trips: one prefix per element and attribute, everything that may be escaped escaped. */
import type { XmlElement } from "../../src/codec/xml.ts";

const escape = (text: string): string => text.replaceAll(/[&<>"'\t\n\r]/gu, (character) => `&#${character.charCodeAt(0)};`);

export function writeXml(element: XmlElement): string {
  const { local, namespace, attributes, children, text } = element;
  const declared = attributes.map((attribute, index) =>
    attribute.namespace === "" ? "" : ` xmlns:p${index}="${escape(attribute.namespace)}"`,
  );
  const written = attributes.map(
    ({ local: name, namespace: owner, value }, index) => ` ${owner === "" ? name : `p${index}:${name}`}="${escape(value)}"`,
  );
  const scope = ` xmlns="${escape(namespace)}"`;
  return `<${local}${scope}${declared.join("")}${written.join("")}>${escape(text)}${children.map(writeXml).join("")}</${local}>`;
}
