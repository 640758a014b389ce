/**
 * From decoded texts to a JSON instance, by the types that the schema declares and nothing else (RFC 8259's grammar for numbers, `true`, `false`, `null`).
 * Text that fits no declared type stays text, for the schema to refuse.
 *
 * Where the schema allows a string and another type for the same text, it is a string if the schemas for that place accept it as one, else the other type if
 * they accept that, else a string, whose errors are then reported.
 */
import type { JsonLimits } from "../../codec/json/json_limits.ts";
import { parseJsonNumber } from "../../codec/json/json_number.ts";
import { type JsonValue, newJsonObject } from "../../codec/json/json_value.ts";
import type { WorkBudget } from "../../kernel/budget.ts";
import { compileSchema, type SchemaPlan } from "../schema/plan.ts";
import type { SchemaOptions } from "../schema/options.ts";
import { ParameterFault } from "./parameter_fault.ts";
import type { Serialised } from "./serialised.ts";
import type { ValueShape } from "./value_shape.ts";
import { BOOLEAN, FRACTION, NULL, NUMBER, STRING } from "./value_types.ts";
import { toPlaceText } from "../place.ts";

/** Steps charged per text read. */
const TEXT_STEPS = 5;

export class ValueReader {
  private readonly options: SchemaOptions;
  private readonly limits: JsonLimits;
  /** Plans of places whose text could be of several types. Bounded by the document. */
  private readonly plans = new Map<string, SchemaPlan | null>();

  constructor(options: SchemaOptions, limits: JsonLimits) {
    this.options = options;
    this.limits = limits;
  }

  /** The instance; a fault for what no instance should be made of. */
  read(value: Serialised, shape: ValueShape, budget: WorkBudget): JsonValue | ParameterFault {
    if (typeof value === "string") return this.scalar(value, shape, budget);
    return value instanceof Map ? this.object(value, shape, budget) : this.array(Array.isArray(value) ? value : [], shape, budget);
  }

  /** One text as the first type that fits. */
  scalar(text: string, shape: ValueShape, budget: WorkBudget): JsonValue | ParameterFault {
    budget.spend(TEXT_STEPS + text.length);
    if (text.includes("\0")) return new ParameterFault("parameter.nul", "has a NUL character");
    const { types } = shape;
    const other = (types & ~STRING) === 0 ? undefined : this.typed(text, types);
    if (other === undefined) return text;
    if ((types & STRING) === 0) return other;
    return this.fits(text, shape, budget) || !this.fits(other, shape, budget) ? text : other;
  }

  /** The value other than a string that the text is; undefined where it is none of these types. No text is two of them. */
  private typed(text: string, types: number): JsonValue | undefined {
    if (text === "true" || text === "false") return (types & BOOLEAN) === 0 ? undefined : text === "true";
    if (text === "null") return (types & NULL) === 0 ? undefined : null;
    if ((types & NUMBER) === 0 || ((types & FRACTION) === 0 && !isPlainInteger(text))) return undefined;
    return parseJsonNumber(text, this.limits) ?? undefined;
  }

  private array(items: readonly Serialised[], shape: ValueShape, budget: WorkBudget): JsonValue | ParameterFault {
    const array: JsonValue[] = [];
    for (const item of items) {
      const value = this.read(item, shape.item(array.length), budget);
      if (value instanceof ParameterFault) return new ParameterFault(value.code, value.message, [array.length, ...value.path]);
      array.push(value);
    }
    return array;
  }

  private object(entries: ReadonlyMap<string, Serialised>, shape: ValueShape, budget: WorkBudget): JsonValue | ParameterFault {
    const object = newJsonObject();
    for (const [name, entry] of entries) {
      const value = this.read(entry, shape.property(name) ?? shape.additional ?? shape.unknown, budget);
      if (value instanceof ParameterFault) return new ParameterFault(value.code, value.message, [name, ...value.path]);
      object[name] = value;
    }
    return object;
  }

  /** Whether some schema for that place accepts the value. */
  private fits(value: JsonValue, shape: ValueShape, budget: WorkBudget): boolean {
    return shape.sources.some(({ place }) => {
      const key = toPlaceText(place);
      let plan = this.plans.get(key);
      if (plan === undefined) {
        const compiled = compileSchema(place, shape.registry, this.options);
        plan = compiled.ok ? compiled.plan : null;
        this.plans.set(key, plan);
      }
      return plan !== null && plan.validate(value, { budget, direction: "request" }).length === 0;
    });
  }
}

/** Digits and perhaps a minus: `1e5` and `1.0` are whole numbers to JSON Schema, and 1 to many readers of text. */
function isPlainInteger(text: string): boolean {
  for (let at = text.startsWith("-") ? 1 : 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return text.length > 0;
}
