/**
 * How a rewrite is written: a change of fields on their way to the upstream (`body` phase) or to the caller (`response` phase), made before the guards of that
 * phase judge the result. A feature folder exports values made here; `index.ts` lists them in their phase's order.
 */
import type { z } from "zod";
import { type DecodeIssue, decodeOnce } from "../codec/decode_once.ts";
import type { Deps } from "../kernel/deps.ts";
import type { PhaseInput } from "../kernel/exchange.ts";
import type { Change, Mode } from "../kernel/guard.ts";
import type { Operation } from "../openapi/operation.ts";

export type RewritePhase = "body" | "response";

/** What a rewrite is compiled for: one operation. */
export interface RewriteScope {
  readonly api: string | null;
  readonly operation: Operation | null;
}

export type Apply<P extends RewritePhase> = (exchange: PhaseInput[P]) => Change | Promise<Change>;

/** `none`: this rewrite changes nothing on this operation and leaves its plan. */
export type CompiledRewrite<P extends RewritePhase> =
  | { readonly kind: "apply"; readonly apply: Apply<P> }
  | { readonly kind: "none" }
  | { readonly kind: "issues"; readonly issues: readonly DecodeIssue[] };

/** What the author of a rewrite writes. */
export interface RewriteDefinition<P extends RewritePhase, O> {
  /** Unique name: in `matrix`, for `portcullis mode`. Lower case, digits and `_`. */
  readonly name: string;
  /** Key of its options in the configuration, where that is not the name; rewrites and guards may share one. */
  readonly key?: string;
  readonly phase: P;
  /** One sentence for `--help` and the docs. */
  readonly summary: string;
  /** Decoder of its options: snake_case keys, unknown ones refused. */
  readonly options: z.ZodType<O>;
  /** Whether it runs where the configuration does not name it, with the options that decoding `undefined` gives. Default false. */
  readonly always?: boolean;
  /** Mode when none is configured; only `enforce` changes anything. Default `enforce`. */
  readonly mode?: Mode;
  readonly compile: (options: O, scope: RewriteScope, services: Deps) => CompiledRewrite<P>;
}

/** A rewrite as tables hold it: the type of its options is known to it alone. */
export interface RewriteOf<P extends RewritePhase> {
  readonly name: string;
  readonly key: string;
  readonly phase: P;
  readonly summary: string;
  readonly options: z.ZodType;
  readonly always: boolean;
  readonly mode: Mode;
  /** Takes the options as written or as `options` decoded them; what does not decode is `issues`. */
  readonly compile: (options: unknown, scope: RewriteScope, services: Deps) => CompiledRewrite<P>;
}

/** A rewrite of either phase; `phase` tells which. */
export type AnyRewrite = { readonly [P in RewritePhase]: RewriteOf<P> }[RewritePhase];

export const NO_REWRITE: { readonly kind: "none" } = Object.freeze({ kind: "none" });

/** Completes a definition with the defaults and closes over the type of its options. */
export function defineRewrite<P extends RewritePhase, O>(definition: RewriteDefinition<P, O>): RewriteOf<P> {
  const { schema, decode } = decodeOnce(definition.options);
  return {
    name: definition.name,
    key: definition.key ?? definition.name,
    phase: definition.phase,
    summary: definition.summary,
    options: schema,
    always: definition.always ?? false,
    mode: definition.mode ?? "enforce",
    compile(source, scope, services) {
      const decoded = decode(source);
      return decoded.ok ? definition.compile(decoded.value, scope, services) : { kind: "issues", issues: decoded.issues };
    },
  };
}

/** The rewrites of one phase, in the order of the table. */
export function rewritesOf<P extends RewritePhase>(
  rewrites: readonly AnyRewrite[],
  phase: P,
): readonly Extract<AnyRewrite, { readonly phase: P }>[] {
  return rewrites.filter((rewrite): rewrite is Extract<AnyRewrite, { readonly phase: P }> => rewrite.phase === phase);
}
