/** Compiles a rewrite for a test the way a generation does. */
import assert from "node:assert/strict";
import type { DecodeIssue } from "../../src/codec/decode_once.ts";
import type { Apply, CompiledRewrite, RewriteOf, RewritePhase } from "../../src/rewrites/define_rewrite.ts";
import { operation } from "./exchange.ts";
import { guardServices } from "./guard_services.ts";

export function compiledRewrite<P extends RewritePhase>(rewrite: RewriteOf<P>, options: unknown): CompiledRewrite<P> {
  return rewrite.compile(options, { api: "shop", operation: operation() }, guardServices());
}

/** What a rewrite that must change something does. */
export function applyOf<P extends RewritePhase>(rewrite: RewriteOf<P>, options: unknown): Apply<P> {
  const result = compiledRewrite(rewrite, options);
  assert.equal(result.kind, "apply", JSON.stringify(result));
  return result.kind === "apply" ? result.apply : assert.fail();
}

/** The issues of options that must not compile. */
export function rewriteIssuesOf<P extends RewritePhase>(rewrite: RewriteOf<P>, options: unknown): readonly DecodeIssue[] {
  const result = compiledRewrite(rewrite, options);
  assert.equal(result.kind, "issues", "these options must not compile");
  return result.kind === "issues" ? result.issues : [];
}
