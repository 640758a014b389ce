/** Which addresses may call at all: the gateway's list before routing, an API's own list once the operation is known. Deny wins over allow. */
import { z } from "zod";
import { type CidrSet, compileCidrs } from "../../codec/cidr.ts";
import { parseIpAddress } from "../../codec/ip_address.ts";
import type { Received } from "../../kernel/exchange.ts";
import { type Problem, problem } from "../../kernel/problem.ts";
import { deny, PASS, type Verdict } from "../../kernel/verdict.ts";
import { type CompileIssue, defineGuard, type GuardOf, NOT_APPLICABLE } from "../define_guard.ts";

interface IpOptions {
  readonly allow?: readonly string[] | undefined;
  readonly deny: readonly string[];
}

const options: z.ZodType<IpOptions> = z
  .strictObject({
    allow: z.array(z.string()).min(1).optional().describe("only these addresses and networks may call; absent: all but the denied ones"),
    deny: z.array(z.string()).default([]).describe("these addresses and networks may not call, even if allowed"),
  })
  .describe("address lists in CIDR notation, matched against the client's address after `trusted_proxies`");

const REFUSED: Problem = problem(403, "address_refused", "This address may not call");

type CompiledIp =
  | { readonly kind: "check"; readonly check: (exchange: Received) => Verdict }
  | { readonly kind: "none" }
  | { readonly kind: "issues"; readonly issues: readonly CompileIssue[] };

function compileIp(lists: IpOptions): CompiledIp {
  const allowed = lists.allow === undefined ? null : compileCidrs(lists.allow);
  const denied = compileCidrs(lists.deny);
  const issues = [...toIssues("allow", allowed), ...toIssues("deny", denied)];
  if (issues.length > 0 || !denied.ok || allowed?.ok === false) return { kind: "issues", issues };
  if (allowed === null && denied.value.size === 0) return NOT_APPLICABLE;
  return { kind: "check", check: (exchange) => checkAddress(exchange.client.address, allowed?.value ?? null, denied.value) };
}

function toIssues(list: string, compiled: ReturnType<typeof compileCidrs> | null): readonly CompileIssue[] {
  if (compiled === null || compiled.ok) return [];
  return compiled.issues.map((issue) => ({ path: [list, Number(issue.pointer.slice(1))], message: issue.message }));
}

function checkAddress(text: string, allowed: CidrSet | null, denied: CidrSet): Verdict {
  const address = parseIpAddress(text);
  // Why: what is no address is in no network; a deny list would let it pass.
  if (address === null) return deny(REFUSED, { code: "ip.unknown", place: "client", message: "the client has no IP address to judge" });
  if (denied.hasAddress(address))
    return deny(REFUSED, { code: "ip.denied", place: "client", message: "the client's address is on the deny list", rule: "ip.deny" });
  if (allowed !== null && !allowed.hasAddress(address))
    return deny(REFUSED, {
      code: "ip.not_allowed",
      place: "client",
      message: "the client's address is not on the allow list",
      rule: "ip.allow",
    });
  return PASS;
}

/** The gateway's own lists, before anything else is looked at. 403 `address_refused`. */
export const ip: GuardOf<"head"> = defineGuard({
  name: "ip",
  phase: "head",
  summary: "refuses addresses that are denied, or not allowed, on the whole gateway",
  options,
  compile: compileIp,
});

/** The lists of an API or operation; they narrow the gateway's, never widen them. Same key, same options, same refusal. */
export const apiIp: GuardOf<"route"> = defineGuard({
  name: "api_ip",
  key: "ip",
  phase: "route",
  summary: "refuses addresses that are denied, or not allowed, on an API or operation",
  options,
  compile: (lists, scope) => (scope.level === "global" ? NOT_APPLICABLE : compileIp(lists)),
});
