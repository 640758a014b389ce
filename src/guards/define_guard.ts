/**
 * How a guard is written. A feature folder exports values made here; `index.ts` lists them in their phase's order. The same function is public: a module
 * named in the configuration (`guards: [./my_guard.ts]`) exports `guard`, made by `defineGuard`.
 */
import type { z } from "zod";
import { type DecodeIssue, decodeOnce } from "../codec/decode_once.ts";
import type { JsonLimits } from "../codec/json/json_limits.ts";
import type { Deps } from "../kernel/deps.ts";
import type { Phase } from "../kernel/exchange.ts";
import type { Check, Mode } from "../kernel/guard.ts";
import type { Operation, SchemaPlace, SecurityScheme } from "../openapi/operation.ts";
import type { Dialect } from "../openapi/schema/dialect.ts";
import type { SchemaRegistry } from "../openapi/schema/registry.ts";

/** What a guard is compiled for. `head` guards are compiled once per generation with `api` and `operation` null; all others once per operation. */
export interface GuardScope {
  readonly api: string | null;
  readonly operation: Operation | null;
  /** Where the options stand that apply here; what is counted, is counted for that whole level. `api` where it is not said. */
  readonly level?: "global" | "api" | "operation";
  /** The API's description, for guards that compile schemas; null without one. */
  readonly document?: DocumentScope | null;
}

/** What compiling against a description needs of it. */
export interface DocumentScope {
  readonly registry: SchemaRegistry;
  readonly version: "3.0" | "3.1" | "3.2";
  /** Dialect of schemas that name none. */
  readonly schemaDialect: Dialect;
  /** Where a place is written, if the description was converted and is written otherwise. */
  readonly placeOf?: (place: SchemaPlace) => SchemaPlace;
  /** What a `pattern` that can't run in linear time is. */
  readonly unsupportedPattern: "error" | "length_only";
  /** Bounds of JSON bodies. */
  readonly json: JsonLimits;
  /** `components.securitySchemes` by name: where credentials stand that an operation's requirement names. */
  readonly securitySchemes?: ReadonlyMap<string, SecurityScheme>;
}

/** Something wrong with options, or with what they are applied to. `path` is relative to the guard's options. */
export interface CompileIssue extends DecodeIssue {
  /** Where in the API's description it stands, if it is not the options that are wrong. */
  readonly place?: SchemaPlace;
}

/** `none`: this guard has nothing to check on this operation and leaves its plan. */
export type Compiled<P extends Phase> =
  | {
      readonly kind: "check";
      readonly check: Check<P>;
      /** Overrides the definition's, where the operation decides. */
      readonly needsBody?: boolean;
      /** What of the options or the description is not checked although it is written, so that an operator learns of it. */
      readonly warnings?: readonly CompileIssue[];
    }
  | { readonly kind: "none" }
  | { readonly kind: "issues"; readonly issues: readonly CompileIssue[] };

/** Things with state and lifetime that guards share and that outlive a generation, by stable id. */
export interface GuardServices extends Deps {
  /** The one instance of a state holder with this id, made on first use; ids start with the guard's name. */
  state<T>(id: string, create: () => T): T;
}

/** What the author of a guard writes. */
export interface GuardDefinition<P extends Phase, O> {
  /** Unique name: in records, in `matrix`, for `portcullis mode`. Lower case, digits and `_`. */
  readonly name: string;
  /** Key of its options in the configuration, where that is not the name; guards may share one. */
  readonly key?: string;
  readonly phase: P;
  /** One sentence for `--help`, the docs and `matrix`. */
  readonly summary: string;
  /** Decoder of its options: snake_case keys, unknown ones refused (`z.strictObject`), every field with `.describe()`. */
  readonly options: z.ZodType<O>;
  /** Whether it runs where the configuration does not name it, with the options that decoding `undefined` gives. Default false. */
  readonly always?: boolean;
  /** Mode when none is configured. Default `enforce`. */
  readonly mode?: Mode;
  /** Whether the guard needs the whole body before it can decide; true only makes sense from `body` on. Default false. */
  readonly needsBody?: boolean;
  /**
   * Whether it counts exchanges, holds something for each, or says whether there is room for one more: it is then asked once per exchange, and not again where a
   * long one (a WebSocket, an event stream) is judged again by the rules in force. Default false.
   */
  readonly once?: boolean;
  /**
   * Whether compiling is so dear that it waits for the operation's first use, unless all is compiled at once (`check`, `compile: eager`). What is then wrong with
   * an operation makes the guard break at every exchange with it. Default false: what is wrong keeps the configuration from being loaded. Not for `head`.
   */
  readonly deferred?: boolean;
  /** Called once per scope and generation, never per request. May wait. */
  readonly compile: (options: O, scope: GuardScope, services: GuardServices) => Compiled<P> | Promise<Compiled<P>>;
}

/** A guard as tables hold it: the type of its options is known to it alone. */
export interface GuardOf<P extends Phase> {
  readonly name: string;
  readonly key: string;
  readonly phase: P;
  readonly summary: string;
  /** For the configuration's schema and for finding all issues of a file at once. */
  readonly options: z.ZodType;
  readonly always: boolean;
  readonly mode: Mode;
  readonly needsBody: boolean;
  readonly deferred: boolean;
  readonly once: boolean;
  /** Takes the options as written or as `options` decoded them; what does not decode is `issues`. */
  readonly compile: (options: unknown, scope: GuardScope, services: GuardServices) => Compiled<P> | Promise<Compiled<P>>;
}

/** A guard of any phase; `phase` tells which. */
export type AnyGuard = { readonly [P in Phase]: GuardOf<P> }[Phase];

export const NOT_APPLICABLE: { readonly kind: "none" } = Object.freeze({ kind: "none" });

/** Marks what `defineGuard` made; registered, so that a module that found another copy of this package is understood too. */
const MADE_HERE: unique symbol = Symbol.for("portcullis.guard.1");

/** Whether `value` was made by `defineGuard`: what a user's module exports may be anything. */
export function isGuard(value: unknown): value is AnyGuard {
  return typeof value === "object" && value !== null && Object.hasOwn(value, MADE_HERE);
}

/** Completes a definition with the defaults and closes over the type of its options. */
export function defineGuard<P extends Phase, O>(definition: GuardDefinition<P, O>): GuardOf<P> {
  const { schema, decode } = decodeOnce(definition.options);
  const guard: GuardOf<P> = {
    name: definition.name,
    key: definition.key ?? definition.name,
    phase: definition.phase,
    summary: definition.summary,
    options: schema,
    always: definition.always ?? false,
    mode: definition.mode ?? "enforce",
    needsBody: definition.needsBody ?? false,
    deferred: definition.deferred ?? false,
    once: definition.once ?? false,
    compile(source, scope, services) {
      const decoded = decode(source);
      return decoded.ok ? definition.compile(decoded.value, scope, services) : { kind: "issues", issues: decoded.issues };
    },
  };
  Object.defineProperty(guard, MADE_HERE, { value: true });
  return guard;
}

/** The guards of one phase, in the order of the table. */
export function guardsOf<P extends Phase>(guards: readonly AnyGuard[], phase: P): readonly Extract<AnyGuard, { readonly phase: P }>[] {
  return guards.filter((guard): guard is Extract<AnyGuard, { readonly phase: P }> => guard.phase === phase);
}
