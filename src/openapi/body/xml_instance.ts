/**
 * From an XML tree to a JSON instance, by the schema's own names. What no property is named for stays in the instance under its local name, so that
 * `additionalProperties` judges it as it would in JSON.
 */
import { type JsonValue, type MutableJsonObject, newJsonObject } from "../../codec/json/json_value.ts";
import type { XmlElement } from "../../codec/xml.ts";
import { isXmlBlankText } from "../../codec/xml_character.ts";
import type { WorkBudget } from "../../kernel/budget.ts";
import { ParameterFault } from "../parameters/parameter_fault.ts";
import type { ValueReader } from "../parameters/typed_value.ts";
import type { ValueShape } from "../parameters/value_shape.ts";
import { xmlNameOf, xmlNamesOf, xmlNamespaceOf, type XmlProperty } from "./xml_names.ts";

type Reading = JsonValue | ParameterFault;

const within = (fault: ParameterFault, step: string | number): ParameterFault =>
  new ParameterFault(fault.code, fault.message, [step, ...fault.path]);

export class XmlInstances {
  private readonly reader: ValueReader;

  constructor(reader: ValueReader) {
    this.reader = reader;
  }

  /** The document's root, whose name is that of the schema's `xml` object, else of the component; any where it has neither. */
  read(root: XmlElement, shape: ValueShape, budget: WorkBudget): Reading {
    const name = xmlNameOf(shape) ?? shape.componentName;
    if (name !== null && root.local !== name) return new ParameterFault("xml.name", `must be an element \`${name}\``);
    const namespace = xmlNamespaceOf(shape);
    if (namespace !== null && root.namespace !== namespace)
      return new ParameterFault("xml.namespace", `must be in the namespace \`${namespace}\``);
    return this.element(root, shape, budget);
  }

  private element(element: XmlElement, shape: ValueShape, budget: WorkBudget): Reading {
    budget.spend(10);
    const plain = element.children.length === 0 && element.attributes.length === 0;
    if (shape.isArray && !shape.isObject && (!plain || !shape.isScalar))
      return this.items(element, shape, xmlNameOf(shape) ?? element.local, budget);
    if (shape.isObject && !(plain && (shape.isScalar || !isXmlBlankText(element.text)))) return this.object(element, shape, budget);
    return plain ? this.reader.scalar(element.text, shape, budget) : this.object(element, shape.unknown, budget);
  }

  /** The elements inside as items; each has the items' own name, else that of the list. */
  private items(element: XmlElement, shape: ValueShape, listName: string, budget: WorkBudget): Reading {
    if (element.attributes.length > 0 || !isXmlBlankText(element.text)) return new ParameterFault("xml.text", "must have elements only");
    const items: JsonValue[] = [];
    for (const child of element.children) {
      const item = shape.item(items.length);
      const name = xmlNameOf(item) ?? listName;
      if (child.local !== name) return new ParameterFault("xml.name", `must be an element \`${name}\``, [items.length]);
      const elsewhere = namespaceFault(xmlNamespaceOf(item), child.namespace, element.namespace, items.length);
      if (elsewhere !== null) return elsewhere;
      const value = this.element(child, item, budget);
      if (value instanceof ParameterFault) return within(value, items.length);
      items.push(value);
    }
    return items;
  }

  private object(element: XmlElement, shape: ValueShape, budget: WorkBudget): Reading {
    const object = newJsonObject();
    const names = xmlNamesOf(shape);
    for (const { local, namespace, value } of element.attributes) {
      const known = names.attributes.get(local);
      const elsewhere = known === undefined ? null : namespaceFault(known.namespace, namespace, null, known.property);
      if (elsewhere !== null) return elsewhere;
      if (known === undefined && shape.property(local) !== null) return misnamed(local);
      const read = this.reader.scalar(value, known?.shape ?? shape.unknown, budget);
      const fault = set(object, known?.property ?? local, read);
      if (fault !== null) return fault;
    }
    if (names.text !== null) {
      const fault = set(object, names.text.property, this.reader.scalar(element.text, names.text.shape, budget));
      if (fault !== null) return fault;
    } else if (!isXmlBlankText(element.text)) return new ParameterFault("xml.text", "has text where only elements may be");
    for (const child of element.children) {
      const fault = this.member(object, child, element.namespace, names.elements.get(child.local), shape, budget);
      if (fault !== null) return fault;
    }
    return object;
  }

  private member(
    object: MutableJsonObject,
    child: XmlElement,
    around: string,
    known: XmlProperty | undefined,
    shape: ValueShape,
    budget: WorkBudget,
  ): ParameterFault | null {
    if (known === undefined) {
      if (shape.property(child.local) !== null) return misnamed(child.local);
      const value = this.element(child, shape.additional ?? shape.unknown, budget);
      return value instanceof ParameterFault ? within(value, child.local) : append(object, child.local, value, false);
    }
    const { property, form } = known;
    const elsewhere = namespaceFault(known.namespace, child.namespace, around, property);
    if (elsewhere !== null) return elsewhere;
    if (form === "items") {
      const list = object[property];
      const index = Array.isArray(list) ? list.length : 0;
      const value = this.element(child, known.shape.item(index), budget);
      return value instanceof ParameterFault ? within(within(value, index), property) : append(object, property, value, true);
    }
    return set(
      object,
      property,
      form === "wrapped" ? this.items(child, known.shape, child.local, budget) : this.element(child, known.shape, budget),
    );
  }
}

/**
 * Why an element or attribute is not in the namespace declared for it; without one it is in none, or in that of the element `around`, which is null for an
 * attribute: one with a prefix never is the one without (Namespaces in XML 1.0, section 6.2). Attack: to readers that know namespaces `<e:role xmlns:e="urn:e">`
 * is no `role`, so that what was judged as one is missing behind us.
 */
function namespaceFault(declared: string | null, given: string, around: string | null, step: string | number): ParameterFault | null {
  if (declared === null ? given === "" || given === around : given === declared) return null;
  const none = around === null ? "no namespace" : "no namespace, or in that of the element around it";
  const wanted = declared === null ? none : `the namespace \`${declared}\``;
  return new ParameterFault("xml.namespace", `must be in ${wanted}`, [step]);
}

/** Why refused: under a property's name it would be taken for that property here, and for something undeclared behind. */
const misnamed = (property: string): ParameterFault =>
  new ParameterFault("xml.name", "is not how the property of that name is written", [property]);

function set(object: MutableJsonObject, name: string, value: Reading): ParameterFault | null {
  if (name === "__proto__") return new ParameterFault("parameter.proto_key", "has a property `__proto__`");
  if (value instanceof ParameterFault) return within(value, name);
  if (Object.hasOwn(object, name)) return new ParameterFault("parameter.repeated", "is given more than once", [name]);
  object[name] = value;
  return null;
}

/** Adds an item; one that no property is declared for becomes a list with its second. */
function append(object: MutableJsonObject, name: string, value: JsonValue, list: boolean): ParameterFault | null {
  const there = Object.hasOwn(object, name) ? object[name] : undefined;
  if (there === undefined) return set(object, name, list ? [value] : value);
  if (isMutableArray(there)) there.push(value);
  else object[name] = [there, value];
  return null;
}

/** Lists in an instance being made are its own, and unknown elements never read as lists themselves. */
function isMutableArray(value: JsonValue): value is JsonValue[] {
  return Array.isArray(value);
}
