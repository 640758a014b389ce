import assert from "node:assert/strict";
import { test } from "node:test";
import {
  findingsOf,
  judgeParameters,
  type ParameterSketch,
  parametersOf,
  type SourceSketch,
} from "../../../test/support/judge_parameters.ts";
import { compileParameters, type ParametersScope } from "./operation_parameters.ts";

const judge = (sketches: readonly ParameterSketch[], source: SourceSketch, changes?: Partial<ParametersScope>): string =>
  findingsOf(judgeParameters(parametersOf(sketches, changes), source)).join("; ");

test("what is required must be there, in every location", () => {
  const required: readonly ParameterSketch[] = [
    { name: "q", in: "query", required: true },
    { name: "X-H", in: "header", required: true },
    { name: "c", in: "cookie", required: true },
  ];
  assert.equal(judge(required, {}), "parameter.missing query:q; parameter.missing header:x-h; parameter.missing cookie:c");
  assert.equal(
    judge(required, {
      query: "q",
      headers: [
        ["x-h", ""],
        ["cookie", "c=1"],
      ],
    }),
    "",
  );
  assert.equal(
    judge([{ in: "querystring", name: "w", required: true, media: "application/json" }], { query: "" }),
    "parameter.missing querystring:w",
  );
});

test("API keys of the requirement are declared; everything else undeclared is refused or ignored", () => {
  assert.equal(judge([], { query: "api_key=1" }, { apiKeys: new Set(["api_key"]) }), "");
  assert.equal(judge([], { query: "a=1&b=2" }), "parameter.undeclared query:a; parameter.undeclared query:b");
  assert.equal(judge([], { query: "a=1" }, { undeclaredQuery: "ignore" }), "");
  assert.equal(judge([], { query: "a=%zz" }, { undeclaredQuery: "ignore" }), "query.encoding query");
  const role: readonly ParameterSketch[] = [{ name: "role", in: "query" }];
  for (const name of ["Role", "role[]", "ROLE[x]"])
    assert.equal(judge(role, { query: `${name}=1` }, { undeclaredQuery: "ignore" }), `parameter.mimicry query:${name}`);
  assert.equal(judge(role, { query: "roles=1&role=2" }, { undeclaredQuery: "ignore" }), "");
  const form: ParameterSketch = {
    in: "querystring",
    media: "application/x-www-form-urlencoded",
    schema: { type: "object", properties: { a: { type: "integer" } } },
  };
  assert.equal(judge([form], { query: "a=1&api_key=x" }, { apiKeys: new Set(["api_key"]) }), "");
  assert.equal(judge([form], { query: "a=x" }), "schema.type query:/a");
  assert.equal(judge([form], { query: "b=1" }), "form.undeclared query:b");
});

test("a query has a bounded number of parameters", () => {
  assert.equal(judge([], { query: "a=1&".repeat(257) }, { undeclaredQuery: "ignore" }), "query.too_many query");
});

test("cookies of several fields are one list, bounded, and refused only where one is declared", () => {
  const list: ParameterSketch = { name: "c", in: "cookie", style: "cookie", schema: { type: "array", items: { type: "integer" } } };
  assert.equal(
    judge([list], {
      headers: [
        ["cookie", "c=1; x=2"],
        ["cookie", "c=y"],
      ],
    }),
    "schema.type cookie:c[1]",
  );
  assert.equal(
    judge([list], {
      headers: [
        ["cookie", 'a="'],
        ["cookie", "c=1"],
      ],
    }),
    "cookie.malformed header:cookie",
  );
  assert.equal(judge([], { headers: [["cookie", 'a="']] }), "");
  const many = Array.from({ length: 200 }, (_, index) => `a${index}=1`).join("; ");
  assert.equal(
    judge([list], {
      headers: [
        ["cookie", many],
        ["cookie", many],
      ],
    }),
    "cookie.too_many header:cookie",
  );
});

test("no other spelling of a declared header passes beside it or instead of it", () => {
  const declared: readonly ParameterSketch[] = [
    { name: "X-Tenant", in: "header", schema: { type: "integer" } },
    { name: "x_note", in: "header" },
  ];
  const mimicry = "parameter.mimicry header:x-tenant";
  assert.equal(judge(declared, { headers: [["x_tenant", "evil"]] }), mimicry);
  assert.equal(
    judge(declared, {
      headers: [
        ["x-tenant", "7"],
        ["x.tenant", "8"],
      ],
    }),
    mimicry,
  );
  assert.equal(judge(declared, { headers: [["x-note", "a"]] }), "parameter.mimicry header:x_note");
  assert.equal(
    judge(declared, {
      headers: [
        ["x-tenant", "7"],
        ["x_note", "a"],
        ["x_other", "b"],
      ],
    }),
    "",
  );
});

test("headers of one name are one list, where a list is declared", () => {
  const list: ParameterSketch = { name: "X-L", in: "header", schema: { type: "array", items: { type: "integer" } } };
  assert.equal(
    judge([list], {
      headers: [
        ["x-l", "1, 2"],
        ["x-l", "3"],
      ],
    }),
    "",
  );
  assert.equal(
    judge([list], {
      headers: [
        ["x-l", "1, 2"],
        ["x-l", "x"],
      ],
    }),
    "schema.type header:x-l[2]",
  );
});

test("only locations in use are checked, but for the query, whose undeclared parameters nobody else refuses", () => {
  const { scope, parameters } = parametersOf([
    { name: "X-H", in: "header" },
    { name: "c", in: "cookie" },
  ]);
  const compiled = compileParameters(parameters, scope);
  assert.equal(compiled.checks.length, 3);
  assert.deepEqual([[...compiled.headerNames], [...compiled.cookieNames]], [["x-h"], ["c"]]);
  assert.equal(compileParameters([], scope).checks.length, 1);
});
