/**
 * Exponential lockout after repeated failures to authenticate (OWASP API2:2023): per client address, and per API key within the network it is tried from, so
 * that trying a key's secrets from many addresses is slowed and yet nobody elsewhere can lock its owner out.
 */
import { z } from "zod";
import type { Received } from "../../kernel/exchange.ts";
import { problem } from "../../kernel/problem.ts";
import type { Outcome } from "../../kernel/record.ts";
import { deny, PASS, type Verdict } from "../../kernel/verdict.ts";
import { toClientKey, toNetworkKey } from "../../limit/client_key.ts";
import { parseDuration } from "../../codec/duration.ts";
import { DEFAULT_LOCKOUT_KEYS, LOCKOUTS_ID, type LockoutPolicy, Lockouts } from "../../limit/lockout.ts";
import { randomSeed } from "../../limit/random_seed.ts";
import { type CompileIssue, defineGuard, type GuardOf } from "../define_guard.ts";
import { showsCredential, shownKeyId } from "./shown_key.ts";

interface LockoutOptions {
  readonly threshold: number;
  readonly window: string;
  readonly first: string;
  readonly longest: string;
}

const duration = (usual: string): z.ZodDefault<z.ZodString> =>
  z
    .string()
    .refine((text) => (parseDuration(text) ?? 0) > 0, "expected a duration such as `30s` or `10m`")
    .default(usual);

const options: z.ZodType<LockoutOptions> = z
  .strictObject({
    threshold: z.int().min(1).max(1_000_000).default(100).describe("failed attempts to authenticate until the first lock"),
    window: duration("10m").describe("failures are forgotten after this long without one"),
    first: duration("1s").describe("the first lock; each further failure doubles it"),
    longest: duration("15m").describe("the longest lock"),
  })
  .prefault({})
  .describe("lockout after repeated failures to authenticate; calls without any credential do not count");

/**
 * 429 `locked_out` with `Retry-After` while a lock lasts. A failure is an exchange that ended with 401 in authentication although it showed a credential; a
 * lock ends by time alone, for a success in between proves nothing about the failures.
 */
export const lockout: GuardOf<"head"> = defineGuard({
  name: "lockout",
  phase: "head",
  summary: "locks out clients that fail to authenticate again and again",
  options,
  always: true,
  once: true,
  compile: (written, _scope, services) => {
    const policy = toPolicy(written);
    if ("issues" in policy) return { kind: "issues", issues: policy.issues };
    const lockouts = services.state(LOCKOUTS_ID, () => new Lockouts(DEFAULT_LOCKOUT_KEYS, randomSeed(services.random)));
    return {
      kind: "check",
      check: (exchange) => {
        const locked = lockouts.size === 0 ? PASS : checkLocks(lockouts, exchange, services.clock.monotonicMs());
        if (locked !== PASS) return locked;
        exchange.effects.onEnd((outcome) => {
          if (isFailure(outcome, exchange)) count(lockouts, policy, exchange, services.clock.monotonicMs());
        });
        return PASS;
      },
    };
  },
});

function toPolicy(written: LockoutOptions): LockoutPolicy | { readonly issues: readonly CompileIssue[] } {
  const [forgetMs, firstLockMs, longestLockMs] = [
    parseDuration(written.window),
    parseDuration(written.first),
    parseDuration(written.longest),
  ];
  if (forgetMs === null || firstLockMs === null || longestLockMs === null)
    return { issues: [{ path: [], message: "expected durations such as `10m`" }] };
  if (longestLockMs < firstLockMs) return { issues: [{ path: ["longest"], message: "the longest lock is shorter than the first" }] };
  return { threshold: written.threshold, forgetMs, firstLockMs, longestLockMs };
}

/** Code of a refusal for want of any credential that an authenticator could read. */
const NOTHING_SHOWN = "authentication_required";

/**
 * Why both: what an authenticator refused was shown, however it was written (`%70c_...` in a query); and what none of them reads, such as another scheme's
 * `Authorization`, may be a guess all the same.
 */
function isFailure(outcome: Outcome, { headers, query }: Received): boolean {
  if (outcome.kind !== "denied" || outcome.phase !== "authn" || outcome.problem.status !== 401) return false;
  return outcome.problem.code !== NOTHING_SHOWN || showsCredential(headers, query);
}

const addressKey = (address: string): string => `address ${toClientKey(address)}`;
const keyKey = (id: string, address: string): string => `key ${id} ${toNetworkKey(address)}`;

function checkLocks(lockouts: Lockouts, { client, headers, query }: Received, nowMs: number): Verdict {
  const byAddress = lockouts.lockedForMs(addressKey(client.address), nowMs);
  if (byAddress > 0) return lockedOut(byAddress, "lockout.address", "client", "too many failures to authenticate from this address");
  const id = shownKeyId(headers, query);
  const byKey = id === null ? 0 : lockouts.lockedForMs(keyKey(id, client.address), nowMs);
  if (byKey > 0) return lockedOut(byKey, "lockout.key", "credential", "too many failures to authenticate with this key from this network");
  return PASS;
}

function lockedOut(forMs: number, code: string, place: string, message: string): Verdict {
  const refused = problem(429, "locked_out", "Too many failed attempts", { headers: [["retry-after", String(Math.ceil(forMs / 1000))]] });
  return deny(refused, { code, place, message, rule: "lockout" });
}

function count(lockouts: Lockouts, policy: LockoutPolicy, { client, headers, query }: Received, nowMs: number): void {
  lockouts.fail(addressKey(client.address), policy, nowMs);
  const id = shownKeyId(headers, query);
  if (id !== null) lockouts.fail(keyKey(id, client.address), policy, nowMs);
}
