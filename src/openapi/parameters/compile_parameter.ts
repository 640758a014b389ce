/** A Parameter Object compiled (OpenAPI 3.2 section 4.12): how its value is decoded from where it stands, and the schema it is held to. */
import type { JsonLimits } from "../../codec/json/json_limits.ts";
import { parsePointer } from "../../codec/json/json_pointer.ts";
import type { JsonValue } from "../../codec/json/json_value.ts";
import type { QueryPair } from "../../codec/query.ts";
import type { Issue } from "../../kernel/issue.ts";
import { isJsonMediaType, parseMediaType } from "../../message/media_type.ts";
import type { Judgement } from "../judgement.ts";
import type { MediaType, Parameter, ParameterIn, SchemaPlace } from "../operation.ts";
import type { SchemaOptions } from "../schema/options.ts";
import { compileSchema, type SchemaPlan } from "../schema/plan.ts";
import type { SchemaRegistry } from "../schema/registry.ts";
import type { FieldOwner } from "./field_table.ts";
import { ParameterFault } from "./parameter_fault.ts";
import { placeInside, toShownName } from "./parameter_place.ts";
import { type DecodePiece, decodePathPiece, decodeQueryPiece, keepPiece, trimPiece } from "./text_codec.ts";
import type { ValueReader } from "./typed_value.ts";
import { type Notation, ValueDecoder } from "./value_decoder.ts";
import { shapeAt, shapeOf, type ValueShape } from "./value_shape.ts";

/** What parameters and bodies of one description are compiled with. */
export interface DecodingScope {
  readonly registry: SchemaRegistry;
  readonly options: SchemaOptions;
  readonly json: JsonLimits;
  readonly reader: ValueReader;
}

/** The schema at a place with its shape; both null where there is none. What was wrong with it goes to `issues`. */
export function compilePlace(
  place: SchemaPlace | null,
  scope: DecodingScope,
  issues: Issue[],
): { readonly plan: SchemaPlan | null; readonly shape: ValueShape } {
  if (place === null) return { plan: null, shape: shapeOf(scope.registry, []) };
  const compiled = compileSchema(place, scope.registry, scope.options);
  issues.push(...compiled.issues);
  return { plan: compiled.ok ? compiled.plan : null, shape: shapeAt(place, scope.registry) ?? shapeOf(scope.registry, []) };
}

/** How text of a media type is read where it stands in a parameter or form field. */
export function notationOf(media: Pick<MediaType, "range">): Notation {
  const parsed = parseMediaType(media.range);
  return parsed !== null && isJsonMediaType(parsed) ? "json" : "text";
}

const DECODE_PIECE: Readonly<Record<ParameterIn, DecodePiece>> = {
  path: decodePathPiece,
  query: decodeQueryPiece,
  querystring: decodePathPiece,
  header: trimPiece,
  cookie: decodePathPiece,
};

export class ParameterPlan implements FieldOwner {
  readonly parameter: Parameter;
  readonly decoder: ValueDecoder;
  /** `query:id`: what findings about it begin with. */
  readonly place: string;
  readonly names: readonly string[];
  readonly brackets: boolean;
  readonly takesOthers: boolean;
  private readonly plan: SchemaPlan | null;

  /** Use `compileParameter`. */
  constructor(parameter: Parameter, decoder: ValueDecoder, plan: SchemaPlan | null) {
    this.parameter = parameter;
    this.decoder = decoder;
    this.plan = plan;
    const { shape } = decoder.parts;
    const properties = decoder.spreads === "properties";
    const whole = !properties || decoder.kinds.length > 1;
    this.place = `${parameter.in}:${parameter.in === "header" ? parameter.name.toLowerCase() : parameter.name}`;
    this.names = [...(whole ? [parameter.name] : []), ...(properties ? shape.propertyNames : [])];
    this.brackets = decoder.spreads === "brackets";
    this.takesOthers = properties && shape.additional !== null;
  }

  /** Judges a value that was read. */
  judge(value: JsonValue | ParameterFault | undefined, judgement: Judgement): void {
    if (value instanceof ParameterFault) {
      judgement.add("malformed", value.code, this.placeOf(value.path), value.message, this.parameter.place);
    } else if (value !== undefined && this.plan !== null) {
      const errors = this.plan.validate(value, { budget: judgement.budget, direction: "request" });
      if (errors.length > 0) judgement.addErrors(errors, (pointer) => this.placeOf(parsePointer(pointer) ?? []));
    }
  }

  judgeText(raw: string, judgement: Judgement): void {
    this.judge(this.decoder.fromText(raw, judgement.budget), judgement);
  }

  judgeHeaders(values: readonly string[], judgement: Judgement): void {
    this.judge(this.decoder.fromHeaders(values, judgement.budget), judgement);
  }

  judgeFields(fields: readonly QueryPair[], judgement: Judgement): void {
    this.judge(this.decoder.fromFields(fields, judgement.budget), judgement);
  }

  /** Says that it is not there, where it must be. */
  judgeAbsence(judgement: Judgement): void {
    if (this.parameter.required) judgement.add("invalid", "parameter.missing", this.place, "is required", this.parameter.place);
  }

  /** A property that is a field of its own is named as that field. */
  private placeOf(path: readonly (string | number)[]): string {
    const [first, ...rest] = path;
    if (this.decoder.spreads !== "properties" || typeof first !== "string" || !this.isField(first)) return placeInside(this.place, path);
    return placeInside(`${this.parameter.in}:${toShownName(first)}`, rest);
  }

  private isField(name: string): boolean {
    return this.takesOthers || this.decoder.parts.shape.property(name) !== null;
  }
}

/** Compiles one parameter; also a header of a multipart part. Issues are those of its schema. */
export function compileParameter(
  parameter: Parameter,
  scope: DecodingScope,
): { readonly plan: ParameterPlan; readonly issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const { plan, shape } = compilePlace(parameter.content === null ? parameter.schema : parameter.content.schema, scope, issues);
  const { name, style, explode, allowEmptyValue } = parameter;
  const decoder = new ValueDecoder({
    written: { name, style, explode, decode: style === "cookie" ? keepPiece : DECODE_PIECE[parameter.in] },
    notation: parameter.content === null ? "style" : notationOf(parameter.content),
    shape,
    plan,
    reader: scope.reader,
    json: scope.json,
    allowEmpty: allowEmptyValue,
  });
  return { plan: new ParameterPlan(parameter, decoder, plan), issues };
}
