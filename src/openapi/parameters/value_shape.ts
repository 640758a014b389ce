/**
 * What a schema says of the form of a value, for formats that have no types of their own: parameters, forms, XML. Read from the document and its composition;
 * it only decides how text is read. Whether the value fits, the compiled schema says.
 */
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../codec/json/json_value.ts";
import type { SchemaPlace } from "../operation.ts";
import { below, referenceOf } from "../schema/composition.ts";
import { isModern } from "../schema/dialect.ts";
import type { LocatedSchema, SchemaRegistry } from "../schema/registry.ts";
import { ANY, ARRAY, branches, hintedTypes, OBJECT, SCALAR, STRING, typesOf } from "./value_types.ts";
import { toPlaceText } from "../place.ts";

const own = (value: JsonValue, keyword: string): JsonValue | undefined =>
  isJsonObject(value) && Object.hasOwn(value, keyword) ? value[keyword] : undefined;

/** Keywords that leave a string as it is. */
const DESCRIBING: ReadonlySet<string> = new Set(
  "type format nullable title description example examples default deprecated contentMediaType contentEncoding externalDocs xml $comment readOnly writeOnly".split(
    " ",
  ),
);

export class ValueShape {
  readonly registry: SchemaRegistry;
  /** Where the schemas for this value stand; several where a composition declares the same property more than once. */
  readonly sources: readonly LocatedSchema[];
  /** Type bits to read text as: those the schemas allow, or, where they allow every type, those their keywords speak about, or a string. */
  readonly types: number;
  private readonly parts: readonly LocatedSchema[];
  private readonly known = new Map<string, ValueShape | null>();
  private declared: ReadonlySet<string> | null = null;

  /** Use `shapeOf`. */
  constructor(registry: SchemaRegistry, sources: readonly LocatedSchema[]) {
    this.registry = registry;
    this.sources = sources;
    this.parts = closure(sources, registry);
    const allowed = sources.length === 0 ? ANY : sources.reduce((bits, source) => bits | typesOf(source, registry), 0);
    // Why not every type where none is written: an untyped parameter would then take repetitions, lists and objects as they come.
    this.types = allowed === ANY ? hintedTypes(this.parts) || STRING : allowed;
  }

  get isScalar(): boolean {
    return (this.types & SCALAR) !== 0;
  }

  get isArray(): boolean {
    return (this.types & ARRAY) !== 0;
  }

  get isObject(): boolean {
    return (this.types & OBJECT) !== 0;
  }

  /** Names that `properties` declare, anywhere in the composition. */
  get propertyNames(): ReadonlySet<string> {
    this.declared ??= new Set(this.parts.flatMap(({ value }) => namesOf(own(value, "properties"))));
    return this.declared;
  }

  /** The shape of the property declared under that name; null where none is. */
  property(name: string): ValueShape | null {
    // INVARIANT: what is remembered is bounded by the document, not by the names that callers send.
    if (!this.propertyNames.has(name)) return null;
    return this.below(`property ${name}`, (part) => {
      const properties = own(part.value, "properties");
      return isJsonObject(properties) && Object.hasOwn(properties, name) ? ["properties", name] : null;
    });
  }

  /** The shape of properties that are not declared by name; null where the schema does not say in so many words that there may be some. */
  get additional(): ValueShape | null {
    return this.below("additional", (part) => {
      for (const keyword of ["additionalProperties", "unevaluatedProperties"] as const) {
        const rest = own(part.value, keyword);
        if (rest !== undefined && rest !== false) return [keyword];
      }
      const patterns = namesOf(own(part.value, "patternProperties"));
      return patterns[0] === undefined ? null : ["patternProperties", patterns[0]];
    });
  }

  /** The shape of a value that no schema speaks about: a string. */
  get unknown(): ValueShape {
    return shapeOf(this.registry, []);
  }

  /** The shape of the item at an index. */
  item(index: number): ValueShape {
    const tuple = this.parts.reduce((most, { value }) => Math.max(most, lengthOf(own(value, "prefixItems"))), 0);
    const at = index < tuple ? index : tuple;
    const found = this.below(`item ${at}`, (part) => {
      if (at < lengthOf(own(part.value, "prefixItems"))) return ["prefixItems", at];
      const items = own(part.value, "items");
      return items === undefined || isJsonArray(items) ? null : ["items"];
    });
    return found ?? this.unknown;
  }

  /** The `xml` object that applies: the nearest, not through a reference's other properties. */
  get xml(): JsonObject | null {
    for (const { value } of this.parts) {
      const xml = own(value, "xml");
      if (isJsonObject(xml)) return xml;
    }
    return null;
  }

  /** Name of the component the schema is, by its own place or a reference; null for one written in place. */
  get componentName(): string | null {
    for (const { place } of this.parts) {
      const match = /^\/(?:components\/schemas|definitions)\/([^/]+)$/u.exec(place.pointer)?.[1];
      if (match !== undefined) return match;
    }
    return null;
  }

  /** Whether a string of any characters and length fits, so that content that is not text need not be looked at. */
  get takesAnyString(): boolean {
    if ((this.types & STRING) === 0) return false;
    return this.parts.every(({ value }) => value === true || (isJsonObject(value) && Object.keys(value).every(isHarmless)));
  }

  /** Whether the value is bytes: `format: binary` (3.0), a media type without an encoding (3.1), or a schema that says nothing. */
  get isBinary(): boolean {
    if ((this.types & STRING) === 0) return false;
    const marked = this.parts.some(({ value }) => {
      const encoded = own(value, "contentEncoding") !== undefined;
      return own(value, "format") === "binary" || (own(value, "contentMediaType") !== undefined && !encoded);
    });
    return marked || this.parts.every(({ value }) => own(value, "type") === undefined && this.takesAnyString);
  }

  /** The places of `sources`. */
  get places(): readonly SchemaPlace[] {
    return this.sources.map(({ place }) => place);
  }

  private below(key: string, tokensIn: (part: LocatedSchema) => readonly (string | number)[] | null): ValueShape | null {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const sources: LocatedSchema[] = [];
    for (const part of this.parts) {
      const tokens = tokensIn(part);
      const schema = tokens === null ? null : below(part, this.registry, ...tokens);
      if (schema !== null) sources.push(schema);
    }
    const shape = sources.length === 0 ? null : shapeOf(this.registry, sources);
    this.known.set(key, shape);
    return shape;
  }
}

const isHarmless = (keyword: string): boolean =>
  DESCRIBING.has(keyword) || keyword.startsWith("x-") || keyword === "$ref" || keyword === "allOf";

function namesOf(value: JsonValue | undefined): readonly string[] {
  return isJsonObject(value) ? Object.keys(value) : [];
}

function lengthOf(value: JsonValue | undefined): number {
  return isJsonArray(value) ? value.length : 0;
}

/** The schemas and all they are composed of for the same value, each once, outermost first. */
function closure(sources: readonly LocatedSchema[], registry: SchemaRegistry): readonly LocatedSchema[] {
  const passed = new Set<string>();
  const found: LocatedSchema[] = [];
  const add = (schema: LocatedSchema | null): void => {
    if (schema === null || passed.has(keyOf(schema))) return;
    passed.add(keyOf(schema));
    const target = referenceOf(schema, registry);
    const modern = isModern(schema.resource.dialect);
    // In OpenAPI 3.0 nothing beside `$ref` counts.
    if (target === null || modern) found.push(schema);
    add(target);
    if (target !== null && !modern) return;
    for (const keyword of ["allOf", "anyOf", "oneOf"] as const) for (const branch of branches(schema, keyword, registry)) add(branch);
    if (!modern) return;
    for (const keyword of ["then", "else"] as const) if (own(schema.value, keyword) !== undefined) add(below(schema, registry, keyword));
  };
  for (const source of sources) add(source);
  return found;
}

const keyOf = ({ place }: LocatedSchema): string => toPlaceText(place);

/** One shape per set of schemas, so that a recursive schema has as many shapes as places, however deep the values are that are read by it. */
const shapes = new WeakMap<SchemaRegistry, Map<string, ValueShape>>();

/** The shape of a value that all of these schemas, or some, are for; without any, of a value nothing is known of. */
export function shapeOf(registry: SchemaRegistry, sources: readonly LocatedSchema[]): ValueShape {
  const known = shapes.get(registry) ?? new Map<string, ValueShape>();
  shapes.set(registry, known);
  const key = sources.map(keyOf).join(" ");
  const shape = known.get(key) ?? new ValueShape(registry, sources);
  known.set(key, shape);
  return shape;
}

/** The shape of the schema at a place; null where there is none. */
export function shapeAt(place: SchemaPlace, registry: SchemaRegistry): ValueShape | null {
  const schema = registry.locate(place);
  return schema === null ? null : shapeOf(registry, [schema]);
}
