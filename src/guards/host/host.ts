/** Which host names the gateway answers to at all: against DNS rebinding, cache poisoning by Host, and requests that were meant for another server. */
import { z } from "zod";
import { parseIpAddress } from "../../codec/ip_address.ts";
import { type Problem, problem } from "../../kernel/problem.ts";
import { deny, PASS } from "../../kernel/verdict.ts";
import { defineGuard, type GuardOf } from "../define_guard.ts";

const MISDIRECTED: Problem = problem(421, "misdirected", "This host is not served here");
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;

const options: z.ZodType<readonly string[]> = z
  .array(z.string().max(255).refine(isHostPattern, "expected a lower-case host name without port, an IP address, or `*.` and a domain"))
  .min(1)
  .describe(
    "host names that are served, without port; `*.example.com` stands for every name below it, at any depth, not for the domain itself",
  );

function isHostPattern(text: string): boolean {
  const address = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  if (parseIpAddress(address) !== null) return address.includes(":") === text.startsWith("[");
  const name = text.startsWith("*.") ? text.slice(2) : text;
  return name.split(".").every((label) => LABEL.test(label));
}

/** 421 `misdirected` (RFC 9110 section 15.5.20) for every host that is not listed. The list is compiled to a set of names and one of suffixes. */
export const host: GuardOf<"head"> = defineGuard({
  name: "host",
  key: "hosts",
  phase: "head",
  summary: "refuses requests for hosts that are not served here",
  options,
  compile: (patterns) => {
    const names = new Set(patterns.filter((pattern) => !pattern.startsWith("*.")));
    const suffixes = patterns.filter((pattern) => pattern.startsWith("*.")).map((pattern) => pattern.slice(1));
    return {
      kind: "check",
      check: ({ host: { name } }) =>
        names.has(name) || suffixes.some((suffix) => name.length > suffix.length && name.endsWith(suffix))
          ? PASS
          : deny(MISDIRECTED, {
              code: "host.not_served",
              place: "header:host",
              message: "the host is not on the list of those served",
              rule: "hosts",
            }),
    };
  },
});
