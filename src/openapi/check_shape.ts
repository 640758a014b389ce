/** Holds a description to the table of shapes, in all its files: unknown fields, missing ones, wrong types, extensions of ours. */
import type { Description } from "./description.ts";
import { checkExtension } from "./extensions.ts";
import { placeBelow, toPlaceText } from "./place.ts";
import { isJsonArray, isJsonObject, type JsonObject, stringMember } from "./json_value.ts";
import type { SchemaPlace } from "./operation.ts";
import { EXTENSION_PREFIX } from "./scan_references.ts";
import type { Field, FieldType, Shape, ShapeName, ShapeTable } from "./shape.ts";
import { SHAPES } from "./shapes.ts";

type Severity = "error" | "warning";

/** The name of a shape with its article, for a sentence. */
const aTitle = ({ title }: Pick<Shape, "title">): string => `${"AEIO".includes(title.charAt(0)) ? "an" : "a"} ${title}`;

class ShapeCheck<Name extends string> {
  private readonly description: Description;
  private readonly shapes: Readonly<Record<Name, Shape<Name>>>;
  /** Targets of references that were checked, with the shape they were checked as. */
  private readonly checked = new Set<string>();

  constructor(description: Description, shapes: Readonly<Record<Name, Shape<Name>>>) {
    this.description = description;
    this.shapes = shapes;
  }

  value(value: unknown, place: SchemaPlace, type: FieldType<Name>, severity: Severity): void {
    if (type === "any") return;
    if (type === "string" || type === "boolean") {
      if (typeof value !== type) this.wrongType(value, `a ${type}`, place, severity);
    } else if (type === "schema") {
      if (!isJsonObject(value) && !(typeof value === "boolean" && this.description.isAtLeast("3.1")))
        this.wrongType(value, "a schema", place, severity);
    } else if ("list" in type) {
      if (!isJsonArray(value)) this.wrongType(value, "a list", place, severity);
      else for (const [index, item] of value.entries()) this.value(item, placeBelow(place, index), type.list, severity);
    } else if ("map" in type) {
      if (!isJsonObject(value)) this.wrongType(value, "an object", place, severity);
      else for (const key of Object.keys(value)) this.value(value[key], placeBelow(place, key), type.map, severity);
    } else if (isJsonObject(value)) this.object(value, place, type.shape, severity);
    else this.wrongType(value, aTitle(this.shapes[type.shape]), place, severity);
  }

  private wrongType(value: unknown, wanted: string, place: SchemaPlace, severity: Severity): void {
    const is = value === null ? "null" : isJsonArray(value) ? "a list" : isJsonObject(value) ? "an object" : `a ${typeof value}`;
    this.description.report(severity, "openapi.type", `this must be ${wanted} and is ${is}`, place);
  }

  private object(value: JsonObject, place: SchemaPlace, name: Name, severity: Severity): void {
    const shape = this.shapes[name];
    const ref = stringMember(value, "$ref");
    if (ref !== undefined) {
      if (name === "pathItem") this.target(ref, place, name, severity);
      else if (shape.reference !== undefined && this.description.isAtLeast(shape.reference)) {
        this.siblings(value, place);
        this.target(ref, place, name, severity);
        return;
      } else {
        this.description.error(
          "openapi.ref_not_here",
          `a \`$ref\` can't stand for ${aTitle(shape)}; write it out`,
          placeBelow(place, "$ref"),
        );
        return;
      }
    }
    for (const key of Object.keys(value)) this.member(value[key], key, shape, place, severity);
    for (const key of Object.keys(shape.fields)) {
      if (!Object.hasOwn(value, key)) this.missing(key, shape, place, severity);
    }
  }

  /** The target is checked once as what it stands for; a chain of references ends there too. */
  private target(ref: string, place: SchemaPlace, name: Name, severity: Severity): void {
    const target = this.description.resolve(ref, place);
    if (target === null) return;
    const key = `${name} ${toPlaceText(target.place)}`;
    if (this.checked.has(key)) return;
    this.checked.add(key);
    this.value(target.value, target.place, { shape: name }, severity);
  }

  /** Reference Object (OpenAPI 3.2 section 4.23): what stands beside `$ref` is ignored. */
  private siblings(value: JsonObject, place: SchemaPlace): void {
    for (const key of Object.keys(value)) {
      if (key === "$ref" || key === "summary" || key === "description" || key.startsWith("x-")) continue;
      this.description.warn(
        "openapi.ref_sibling",
        `\`${key}\` beside a \`$ref\` is ignored; move it to the target or remove it`,
        placeBelow(place, key),
      );
    }
  }

  private member(value: unknown, key: string, shape: Shape<Name>, place: SchemaPlace, severity: Severity): void {
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (field !== undefined && this.description.isAtLeast(field.since ?? "3.0")) {
      this.value(value, placeBelow(place, key), field.type, field.prose === true ? "warning" : severity);
    } else if (key.startsWith(EXTENSION_PREFIX)) {
      this.extension(value, key, shape, placeBelow(place, key));
    } else if (!key.startsWith("x-")) {
      if (shape.others !== undefined) this.value(value, placeBelow(place, key), shape.others, severity);
      else this.unknown(key, shape, field, placeBelow(place, key));
    }
  }

  private unknown(key: string, shape: Shape<Name>, field: Field<Name> | undefined, place: SchemaPlace): void {
    const message =
      field === undefined
        ? `\`${key}\` is no field of ${aTitle(shape)} and is ignored; correct it or begin it with \`x-\``
        : `\`${key}\` is a field of ${aTitle(shape)} from OpenAPI ${field.since ?? "3.0"} on and is ignored in ${this.description.version}; raise \`openapi\` or remove it`;
    this.description.warn("openapi.unknown_field", message, place);
  }

  private missing(key: string, shape: Shape<Name>, place: SchemaPlace, severity: Severity): void {
    const field = shape.fields[key];
    if (field?.required === undefined || !this.description.isAtLeast(field.since ?? "3.0")) return;
    if (field.required !== "always" && this.description.version > field.required) return;
    this.description.report(
      field.prose === true ? "warning" : severity,
      "openapi.missing_field",
      `${aTitle(shape)} must have \`${key}\`; add it`,
      place,
    );
  }

  private extension(value: unknown, key: string, shape: Shape<Name>, place: SchemaPlace): void {
    for (const fault of checkExtension(this.description.extensions, shape.host ?? null, key, value)) {
      this.description.error(fault.code, fault.message, placeBelow(place, ...fault.path));
    }
  }
}

/** Checks the entry file's root and whatever its references lead to; issues go to the description. */
export function checkShape(description: Description, root: unknown, place: SchemaPlace): void {
  checkShapeBy<ShapeName>(SHAPES, description, root, place);
}

/** The same by the table of another specification. */
export function checkShapeBy<Name extends string>(
  shapes: ShapeTable<Name | "document">,
  description: Description,
  root: unknown,
  place: SchemaPlace,
): void {
  new ShapeCheck<Name | "document">(description, shapes).value(root, place, { shape: "document" }, "error");
}
