/** One parameter or form field compiled: from the text or the fields it stands in to a typed instance. */
import type { JsonLimits } from "../../codec/json/json_limits.ts";
import { parsePointer } from "../../codec/json/json_pointer.ts";
import type { JsonValue } from "../../codec/json/json_value.ts";
import { parseJsonText } from "../../codec/json/parse_json.ts";
import type { QueryPair } from "../../codec/query.ts";
import type { WorkBudget } from "../../kernel/budget.ts";
import type { SchemaPlan } from "../schema/plan.ts";
import { isSpread, readFieldStyle } from "./field_style.ts";
import { ParameterFault } from "./parameter_fault.ts";
import { readTextStyle, type ValueKind, type Written } from "./path_style.ts";
import type { Serialised } from "./serialised.ts";
import type { ValueReader } from "./typed_value.ts";
import type { ValueShape } from "./value_shape.ts";

/** `style`: by style and explode. `json`, `text`: one text of that media type (`content`, or an encoding's `contentType`). */
export type Notation = "style" | "json" | "text";

export interface DecoderParts {
  readonly written: Written;
  readonly notation: Notation;
  readonly shape: ValueShape;
  /** For choosing between readings; null where nothing is judged. */
  readonly plan: SchemaPlan | null;
  readonly reader: ValueReader;
  readonly json: JsonLimits;
  /** `allowEmptyValue`: an empty value stands for none. */
  readonly allowEmpty: boolean;
}

type Reading = JsonValue | ParameterFault;

function kindsOf(shape: ValueShape): readonly ValueKind[] {
  const kinds: ValueKind[] = [];
  if (shape.isScalar) kinds.push("scalar");
  if (shape.isArray) kinds.push("array");
  if (shape.isObject) kinds.push("object");
  return kinds.length > 0 ? kinds : ["scalar"];
}

export class ValueDecoder {
  readonly parts: DecoderParts;
  readonly kinds: readonly ValueKind[];

  constructor(parts: DecoderParts) {
    this.parts = parts;
    this.kinds = parts.notation === "style" ? kindsOf(parts.shape) : ["scalar"];
  }

  /** Whether its parts may be spread over several fields, and whether those have names of their own. */
  get spreads(): "none" | "repeated" | "properties" | "brackets" {
    const { written } = this.parts;
    if (this.parts.notation !== "style" || !isSpread(written) || (this.kinds.length === 1 && this.kinds[0] === "scalar")) return "none";
    if (written.style === "deepObject") return "brackets";
    return this.kinds.includes("object") ? "properties" : "repeated";
  }

  /** From one text, still encoded: of a path segment or a header. */
  fromText(raw: string, budget: WorkBudget): Reading {
    const { notation, written } = this.parts;
    if (notation !== "style") {
      const text = written.decode(raw);
      return text === null
        ? new ParameterFault("parameter.encoding", "is not well-formed percent-encoded UTF-8")
        : this.content(text, budget);
    }
    return this.choose((kind) => readTextStyle(raw, kind, written), budget);
  }

  /** From the values of header fields of one name, in order. */
  fromHeaders(values: readonly string[], budget: WorkBudget): Reading {
    const [first = "", second] = values;
    if (second === undefined) return this.fromText(first, budget);
    const lists = this.kinds.some((kind) => kind !== "scalar");
    if (!lists) return new ParameterFault("parameter.repeated", "is given more than once");
    // Fields of one name are one list (RFC 9110 section 5.3), which only a list or object is.
    const raw = values.join(",");
    return this.choose(
      (kind) =>
        kind === "scalar"
          ? new ParameterFault("parameter.repeated", "is given more than once")
          : readTextStyle(raw, kind, this.parts.written),
      budget,
    );
  }

  /** From the fields that are its own, at least one; undefined where an empty one stands for none. */
  fromFields(fields: readonly QueryPair[], budget: WorkBudget): Reading | undefined {
    const { notation, written, shape, allowEmpty } = this.parts;
    const [first, second] = fields;
    if (first !== undefined && second === undefined && allowEmpty && first.value === "" && first.name === written.name) return undefined;
    if (notation === "style") return this.choose((kind) => readFieldStyle(fields, kind, written, shape), budget);
    if (first === undefined || second !== undefined) return new ParameterFault("parameter.repeated", "is given more than once");
    return this.content(first.value, budget);
  }

  /** Text of a media type. */
  content(text: string, budget: WorkBudget): Reading {
    const { notation, shape, reader, json } = this.parts;
    if (notation !== "json") return reader.scalar(text, shape, budget);
    const parsed = parseJsonText(text, json, budget);
    if (parsed.ok) return parsed.value;
    const { code, pointer, offset } = parsed.refusal;
    return new ParameterFault(
      "parameter.json",
      `is not JSON with one reading (\`${code}\`, at byte ${offset})`,
      parsePointer(pointer) ?? [],
    );
  }

  /**
   * The reading as the one kind the schema allows. Where it allows several (`anyOf` a value or a list), in the order value, list, object, the first that the
   * schema accepts; else the first that could be read at all.
   */
  private choose(read: (kind: ValueKind) => Serialised | ParameterFault, budget: WorkBudget): Reading {
    const { plan, shape, reader } = this.parts;
    let best: Reading | undefined;
    for (const kind of this.kinds) {
      const serialised = read(kind);
      const value = serialised instanceof ParameterFault ? serialised : reader.read(serialised, shape, budget);
      if (this.kinds.length === 1) return value;
      if (value instanceof ParameterFault) {
        best ??= value;
        continue;
      }
      if (plan === null || plan.validate(value, { budget, direction: "request" }).length === 0) return value;
      if (best === undefined || best instanceof ParameterFault) best = value;
    }
    return best ?? new ParameterFault("parameter.style", "can't be read");
  }
}
