/** Refuses a body by its announced size, before it is read and before any check is paid for (OWASP API4:2023). What is not announced is counted while read. */
import { z } from "zod";
import { problem } from "../../kernel/problem.ts";
import { deny, PASS } from "../../kernel/verdict.ts";
import { parseByteSize } from "../../limit/byte_size.ts";
import { defineGuard, type GuardOf } from "../define_guard.ts";

const options: z.ZodType<number | string> = z
  .union([z.int().min(0), z.string().refine((text) => parseByteSize(text) !== null, "expected a size such as `256KB` or `1MB`")])
  .describe("largest request body, such as `256KB` or `1MB`");

/** 413 `body_too_large` (RFC 9110 section 15.5.14); the connection is closed, for the rest of the body will not be read. */
export const bodyLimit: GuardOf<"route"> = defineGuard({
  name: "body_limit",
  key: "max_body",
  phase: "route",
  summary: "refuses a body that is announced to be larger than allowed",
  options,
  compile: (size) => {
    const maxBytes = typeof size === "number" ? size : parseByteSize(size);
    if (maxBytes === null) return { kind: "issues", issues: [{ path: [], message: "expected a size such as `256KB` or `1MB`" }] };
    return {
      kind: "check",
      check: ({ framing }) =>
        framing.kind !== "length" || framing.bytes <= maxBytes
          ? PASS
          : deny(problem(413, "body_too_large", "The request body is too large", { close: true }), {
              code: "body.too_large",
              place: "body:",
              message: `the body is announced with more than ${maxBytes} bytes`,
              rule: "max_body",
            }),
    };
  },
});
