/** Compiles a guard for a test the way a generation does. */
import assert from "node:assert/strict";
import type { CompileIssue, Compiled, GuardOf, GuardScope, GuardServices } from "../../src/guards/define_guard.ts";
import type { Phase } from "../../src/kernel/exchange.ts";
import type { Check } from "../../src/kernel/guard.ts";
import { operation } from "./exchange.ts";
import { guardServices } from "./guard_services.ts";

export const SHOP_SCOPE: GuardScope = { api: "shop", operation: operation(), level: "api" };

export async function compiled<P extends Phase>(
  guard: GuardOf<P>,
  options: unknown,
  services: GuardServices = guardServices(),
  scope: GuardScope = SHOP_SCOPE,
): Promise<Compiled<P>> {
  return await guard.compile(options, scope, services);
}

/** The check of a guard that must have one. */
export async function checkOf<P extends Phase>(
  guard: GuardOf<P>,
  options: unknown,
  services: GuardServices = guardServices(),
  scope: GuardScope = SHOP_SCOPE,
): Promise<Check<P>> {
  const result = await compiled(guard, options, services, scope);
  assert.equal(result.kind, "check", JSON.stringify(result));
  return result.kind === "check" ? result.check : assert.fail();
}

/** The issues of options that must not compile. */
export async function issuesOf<P extends Phase>(
  guard: GuardOf<P>,
  options: unknown,
  scope: GuardScope = SHOP_SCOPE,
): Promise<readonly CompileIssue[]> {
  const result = await compiled(guard, options, guardServices(), scope);
  assert.equal(result.kind, "issues", "these options must not compile");
  return result.kind === "issues" ? result.issues : [];
}
