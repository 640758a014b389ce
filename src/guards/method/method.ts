/** Methods the gateway never serves, and the tricks that carry one method inside another (verb tunnelling). */
import { z } from "zod";
import { type Problem, problem } from "../../kernel/problem.ts";
import { deny, PASS } from "../../kernel/verdict.ts";
import { isMethodOverrideHeader } from "../../message/identity_headers.ts";
import { defineGuard, type GuardOf } from "../define_guard.ts";
import { namesMethodOverride } from "./override_parameter.ts";

interface MethodOptions {
  readonly override: "refuse" | "ignore";
}

/** CONNECT asks for a tunnel, TRACE (RFC 9110 section 9.3.8) and TRACK echo what a proxy added. */
const NEVER_SERVED: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);
const NOT_SERVED: Problem = problem(501, "method_not_served", "This method is not served");
const TUNNELLED: Problem = problem(400, "method_override", "The request names a second method");

const options: z.ZodType<MethodOptions> = z
  .strictObject({
    override: z
      .enum(["refuse", "ignore"])
      .default("refuse")
      .describe("requests that name another method by field or `_method` parameter: refuse them, or let them pass as they are"),
  })
  .prefault({})
  .describe("what becomes of requests that smuggle a second method");

/** 501 `method_not_served` for CONNECT, TRACE and TRACK (RFC 9110 section 15.6.2), 400 `method_override` for verb tunnelling (OWASP API8:2023). */
export const method: GuardOf<"head"> = defineGuard({
  name: "method",
  phase: "head",
  summary: "refuses CONNECT, TRACE and TRACK, and requests that smuggle a second method",
  options,
  always: true,
  compile: ({ override }) => ({
    kind: "check",
    check: (exchange) => {
      if (NEVER_SERVED.has(exchange.method))
        return deny(NOT_SERVED, { code: "method.not_served", place: "method", message: "the gateway never serves this method" });
      if (override === "ignore") return PASS;
      const { headers } = exchange;
      for (let index = 0; index < headers.length; index++) {
        const name = headers.nameAt(index);
        if (isMethodOverrideHeader(name))
          return deny(TUNNELLED, {
            code: "method.override",
            place: `header:${name}`,
            message: "a field names another method than the request",
          });
      }
      if (exchange.query !== null && namesMethodOverride(exchange.query))
        return deny(TUNNELLED, {
          code: "method.override",
          place: "query:_method",
          message: "a parameter names another method than the request",
        });
      return PASS;
    },
  }),
});
