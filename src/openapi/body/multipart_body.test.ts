import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyParts, verdictOn } from "../../../test/support/judge_body.ts";
import { compileMultipartBody } from "./multipart_body.ts";

const form = (...parts: readonly (readonly [name: string, content: string])[]): string =>
  `${parts.map(([name, content]) => `--X\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`).join("")}--X--`;

test("parts are grouped by name, each name once unless it is a list", () => {
  const schema = {
    type: "object",
    required: ["a"],
    properties: { a: { type: "integer" }, l: { type: "array", items: { type: "integer" }, maxItems: 2 } },
  };
  const judge = compileMultipartBody(bodyParts({ schema }), []);
  const rows = [
    [form(["a", "1"], ["l", "1"], ["l", "2"]), ""],
    [form(["a", "1"], ["l", "1"], ["l", "x"]), "invalid: schema.type body:/l/1"],
    [form(["a", "1"], ["l", "1"], ["l", "2"], ["l", "3"]), "invalid: schema.max_items body:/l"],
    [form(["a", "1"], ["a", "1"]), "malformed: parameter.repeated body:/a"],
    [form(), "invalid: schema.required body"],
    [form(["a", "1"], ["z", "1"]), "invalid: form.undeclared body:/z"],
    [form(["a", "1"], ["__proto__", "1"]), "malformed: parameter.proto_key body:/__proto__"],
    [form(["a", "1"], ["_charset_", "utf-8"]), "malformed: form.charset body:/_charset_"],
    [`x${form()}`, "malformed: multipart.preamble body"],
  ] as const;
  for (const [body, verdict] of rows) assert.equal(verdictOn(judge, body, "multipart/form-data; boundary=X"), verdict, body);
  assert.equal(rows.length, 9);
  const lenient = compileMultipartBody(bodyParts({ schema, scope: { undeclaredFields: "ignore" } }), []);
  assert.equal(verdictOn(lenient, form(["a", "1"], ["z", "1"]), "multipart/form-data; boundary=X"), "");
});

test("a form that declares nothing takes any well-formed one; extra parts have the schema that is given for them", () => {
  const open = compileMultipartBody(bodyParts({ schema: { type: "object" } }), []);
  assert.equal(verdictOn(open, form(["z", "1"]), "multipart/form-data; boundary=X"), "");
  const extra = compileMultipartBody(bodyParts({ schema: { additionalProperties: { type: "integer" } } }), []);
  assert.equal(verdictOn(extra, form(["z", "x"]), "multipart/form-data; boundary=X"), "invalid: schema.type body:/z");
});
