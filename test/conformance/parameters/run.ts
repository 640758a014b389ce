/** The specification's table of parameter styles, and what it leaves open, through the code that judges requests. */
import { findingsOf, judgeParameters, parametersOf } from "../../support/judge_parameters.ts";
import type { ConformanceReport, ConformanceSource } from "../report.ts";
import { STYLE_CASES, type StyleCase } from "./cases.ts";

/** What no case has as its value. */
const OTHER = "no case has this value";

/** What the parameter comes to when its schema is `schema`: findings as text, "" for none. */
function verdictOf({ parameter, source }: StyleCase, schema: unknown): string {
  return findingsOf(judgeParameters(parametersOf([{ ...parameter, schema }]), source)).join("; ");
}

/**
 * Null where a case comes out as it should. A value is compared by `const`, as a request's would be; that another constant is refused shows that the value
 * was looked at.
 */
export function failureOf(styleCase: StyleCase): string | null {
  const { parameter, expect } = styleCase;
  if ("refused" in expect) {
    const got = verdictOf(styleCase, parameter.schema);
    return got === expect.refused ? null : `${got === "" ? "accepted" : got}, where ${expect.refused} is right`;
  }
  // A schema that nothing fits: only an absent value passes.
  if (expect.value === "absent") return verdictOf(styleCase, parameter.schema) === "" ? null : "not taken as absent";
  // Why twice negated: reading text looks at `const` too, and must not be helped.
  const only = (constant: unknown): unknown => ({ allOf: [parameter.schema], not: { not: { const: constant } } });
  const right = verdictOf(styleCase, only(expect.value));
  if (right !== "") return `${right}, where ${JSON.stringify(expect.value)} is right`;
  return verdictOf(styleCase, only(OTHER)) === "" ? "accepted whatever it is" : null;
}

export const parameters: ConformanceSource = {
  usage: "parameters",
  run: (): ConformanceReport => {
    const failures: string[] = [];
    for (const styleCase of STYLE_CASES) {
      const failure = failureOf(styleCase);
      if (failure !== null) failures.push(`${styleCase.name}: ${failure}`);
    }
    return { passed: STYLE_CASES.length - failures.length, failures, skips: [], notes: [] };
  },
};
