/**
 * Fields of a form (`application/x-www-form-urlencoded`) as one object: each property by its Encoding Object (OpenAPI 3.2 section 4.15), without one as style
 * `form`, exploded; an object property without one is JSON in its field, as OpenAPI has it since 3.1.1.
 */
import { type JsonObject, newJsonObject } from "../../codec/json/json_value.ts";
import type { QueryPair } from "../../codec/query.ts";
import type { Judgement } from "../judgement.ts";
import type { Encoding, SchemaPlace } from "../operation.ts";
import { type DecodingScope, notationOf } from "./compile_parameter.ts";
import { type FieldOwner, FieldTable } from "./field_table.ts";
import { ParameterFault } from "./parameter_fault.ts";
import { placeInside, toShownName } from "./parameter_place.ts";
import { refuseSemicolons } from "./semicolons.ts";
import { decodeQueryPiece } from "./text_codec.ts";
import { type Notation, ValueDecoder } from "./value_decoder.ts";
import type { ValueShape } from "./value_shape.ts";
import { STRING } from "./value_types.ts";

export interface FormScope extends DecodingScope {
  readonly undeclaredFields: "refuse" | "ignore";
}

interface Field extends FieldOwner {
  readonly name: string;
  readonly decoder: ValueDecoder;
}

/** Browsers fill it in with the charset they used, and some servers then decode the form by it (RFC 7578 section 4.6). */
export const CHARSET_FIELD = "_charset_";

export class FormFields {
  private readonly shape: ValueShape;
  private readonly scope: FormScope;
  private readonly rule: SchemaPlace | null;
  private readonly fields: readonly Field[];
  private readonly table: FieldTable;
  /** Fields that no property declares: read by this shape, refused, or let pass unread. */
  private readonly rest: ValueShape | "refuse" | "ignore";
  private readonly encodings: ReadonlyMap<string, Encoding>;

  constructor(shape: ValueShape, encodings: ReadonlyMap<string, Encoding>, scope: FormScope, rule: SchemaPlace | null) {
    this.shape = shape;
    this.scope = scope;
    this.rule = rule;
    this.encodings = encodings;
    this.fields = [...shape.propertyNames].map((name) => this.field(name, shape.property(name) ?? shape.unknown));
    this.table = new FieldTable(this.fields);
    this.rest = shape.additional ?? (shape.propertyNames.size === 0 ? shape.unknown : scope.undeclaredFields);
  }

  /** The instance; what can't be read or is not declared is said to `judgement`. `placeOf` gives the place of a field by its name. */
  read(pairs: readonly QueryPair[], judgement: Judgement, placeOf: (name: string) => string): JsonObject {
    const object = newJsonObject();
    if (!refuseSemicolons(pairs, (name) => this.encodings.get(name)?.allowReserved === true, placeOf, judgement)) return object;
    const { groups, undeclared } = this.table.group(pairs);
    for (const [index, field] of this.fields.entries()) {
      const group = groups[index];
      if (group !== undefined) this.set(object, field, group, judgement, placeOf);
    }
    if (undeclared.length > 0) this.readRest(object, undeclared, judgement, placeOf);
    return object;
  }

  private set(
    object: { [name: string]: unknown },
    { name, decoder }: Pick<Field, "name" | "decoder">,
    group: readonly QueryPair[],
    judgement: Judgement,
    placeOf: (name: string) => string,
  ): void {
    const [first] = group;
    if (name === CHARSET_FIELD && first?.value.toLowerCase() !== "utf-8")
      judgement.add("malformed", "form.charset", placeOf(name), "names another charset than UTF-8", this.rule);
    const value = decoder.fromFields(group, judgement.budget);
    if (value instanceof ParameterFault)
      judgement.add("malformed", value.code, placeInside(placeOf(name), value.path), value.message, this.rule);
    else if (value !== undefined) object[name] = value;
  }

  private readRest(
    object: { [name: string]: unknown },
    undeclared: readonly QueryPair[],
    judgement: Judgement,
    placeOf: (name: string) => string,
  ): void {
    const groups = new Map<string, QueryPair[]>();
    for (const pair of undeclared) {
      const group = groups.get(pair.name);
      if (group === undefined) groups.set(pair.name, [pair]);
      else group.push(pair);
    }
    for (const [name, group] of groups) {
      const place = placeOf(toShownName(name));
      if (name === "__proto__") judgement.add("malformed", "parameter.proto_key", place, "is a field `__proto__`", this.rule);
      else if (this.rest === "refuse") judgement.add("invalid", "form.undeclared", place, "is not a declared field", this.rule);
      else if (this.rest === "ignore" && this.table.resembles(name))
        judgement.add(
          "malformed",
          "parameter.mimicry",
          place,
          "is a declared field in other letters or with brackets, which some servers take for it",
          this.rule,
        );
      else if (this.rest !== "ignore" || name === CHARSET_FIELD)
        this.set(
          object,
          { name, decoder: this.decoderOf(name, this.rest === "ignore" ? this.shape.unknown : this.rest) },
          group,
          judgement,
          placeOf,
        );
    }
  }

  private field(name: string, shape: ValueShape): Field {
    const decoder = this.decoderOf(name, shape);
    const properties = decoder.spreads === "properties";
    return {
      name,
      decoder,
      names: properties && decoder.kinds.length === 1 ? [...shape.propertyNames] : [name, ...(properties ? shape.propertyNames : [])],
      brackets: decoder.spreads === "brackets",
      takesOthers: properties && shape.additional !== null,
    };
  }

  private decoderOf(name: string, shape: ValueShape): ValueDecoder {
    const encoding = this.encodings.get(name);
    const styled = encoding !== undefined && (encoding.style !== null || encoding.explode !== null);
    const style = encoding?.style ?? "form";
    const [contentType] = encoding?.contentType ?? [];
    const notation = styled ? "style" : notationFor(contentType, shape);
    return new ValueDecoder({
      written: { name, style, explode: encoding?.explode ?? style === "form", decode: decodeQueryPiece },
      notation,
      shape,
      plan: null,
      reader: this.scope.reader,
      json: this.scope.json,
      allowEmpty: false,
    });
  }
}

/** By the encoding's media type; without one an object is JSON, unless it might be given as plain text too. */
function notationFor(contentType: string | undefined, shape: ValueShape): Notation {
  if (contentType === undefined) return shape.isObject && (shape.types & STRING) === 0 ? "json" : "style";
  const notation = notationOf({ range: contentType });
  return notation === "text" && shape.isArray ? "style" : notation;
}
