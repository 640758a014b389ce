import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { encodeParameter, type PlainValue } from "../../../test/support/encode_parameter.ts";
import { findingsOf, judgeParameters, type ParameterSketch, parametersOf } from "../../../test/support/judge_parameters.ts";
import { compileParameter, compilePlace, notationOf } from "./compile_parameter.ts";

test("a schema that is not there or does not compile is an issue of the parameter", () => {
  const { scope, parameters } = parametersOf([{ schema: { type: "string", pattern: "(" } }]);
  const [parameter] = parameters;
  assert.ok(parameter !== undefined);
  assert.deepEqual(
    compileParameter(parameter, scope).issues.map(({ severity, pointer }) => [severity, pointer]),
    [["error", "/parameters/0/schema/pattern"]],
  );
  const issues: { readonly code: string }[] = [];
  assert.equal(compilePlace({ uri: "none", pointer: "" }, scope, []).plan, null);
  assert.equal(compilePlace(null, scope, []).plan, null);
  assert.equal(issues.length, 0);
});

test("only JSON is read as JSON in a parameter", () => {
  assert.deepEqual(
    ["application/json", "application/x+json", "text/plain", "application/xml"].map((range) => notationOf({ range })),
    ["json", "json", "text", "text"],
  );
});

/** Each style with the kinds of value it can write, and characters that it can't have in them. */
const STYLES: readonly (readonly [
  sketch: Pick<ParameterSketch, "in" | "style">,
  explode: readonly boolean[],
  kinds: string,
  without: string,
])[] = [
  [{ in: "path", style: "simple" }, [false, true], "sao", "/"],
  [{ in: "path", style: "label" }, [false, true], "sao", "/"],
  [{ in: "path", style: "matrix" }, [false, true], "sao", "/"],
  [{ in: "header", style: "simple" }, [false, true], "sao", " ,=é😀"],
  [{ in: "query", style: "form" }, [false, true], "sao", ""],
  [{ in: "query", style: "spaceDelimited" }, [false], "ao", " "],
  [{ in: "query", style: "pipeDelimited" }, [false], "ao", "|"],
  [{ in: "query", style: "deepObject" }, [true], "o", "[]"],
  [{ in: "cookie", style: "form" }, [false, true], "sao", ""],
  [{ in: "cookie", style: "cookie" }, [false, true], "sao", ' ,;=é😀"'],
];
const ALPHABET = ["a", "Z", "0", " ", ",", ".", ";", "=", "&", "%", "+", "|", "[", "]", "/", "é", "😀", '"'];

function arbitraryValue(kind: string, without: string): fc.Arbitrary<PlainValue> {
  const text = fc.string({
    unit: fc.constantFrom(...ALPHABET.filter((character) => !without.includes(character))),
    minLength: 1,
    maxLength: 4,
  });
  if (kind === "s") return text;
  if (kind === "a") return fc.array(text, { minLength: 1, maxLength: 3 });
  return fc.record({ R: text, G: text });
}

test("what is encoded by a style and then decoded is the same value", () => {
  let ran = 0;
  for (const [where, explodes, kinds, without] of STYLES) {
    for (const explode of explodes) {
      for (const kind of kinds) {
        ran += 1;
        fc.assert(
          fc.property(arbitraryValue(kind, without), (value) => {
            const style = { name: "p", in: "query" as const, style: "form" as const, ...where, explode };
            const text = encodeParameter(style, value);
            const types = {
              s: { type: "string" },
              a: { type: "array", items: { type: "string" } },
              o: { type: "object", properties: { R: {}, G: {} } },
            };
            const schema = { ...types[kind === "s" ? "s" : kind === "a" ? "a" : "o"], not: { not: { const: value } } };
            const source =
              style.in === "path"
                ? { path: { p: text } }
                : style.in === "query"
                  ? { query: text }
                  : { headers: [[style.in === "header" ? "p" : "cookie", text]] as const };
            assert.deepEqual(findingsOf(judgeParameters(parametersOf([{ ...style, schema }]), source)), [], text);
          }),
          { numRuns: 25 },
        );
      }
    }
  }
  assert.equal(ran, 47);
});
