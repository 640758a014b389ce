import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { canonicalPath } from "../codec/path.ts";
import type { CanonicalPath } from "../kernel/exchange.ts";
import type { Operation, Parameter, ParameterStyle } from "./operation.ts";
import { parseTemplate, type TemplateSegment } from "./path_template.ts";
import { compileRouter, type RouteEntry, type RouteMatch, type Router } from "./router.ts";
import { compareSegmentPatterns, readSegment } from "./segment_pattern.ts";

interface ParameterOptions {
  readonly style?: ParameterStyle;
  readonly multi?: true;
}

function pathParameter(name: string, { style = "simple", multi }: ParameterOptions): Parameter {
  const place = { uri: "", pointer: `/${name}` };
  const rest = { allowReserved: false, allowEmptyValue: false, content: null, schema: place, place };
  return { name, in: "path", required: true, style, explode: false, multiSegment: multi === true, ...rest };
}

function operationOf(method: string, template: string, options: Readonly<Record<string, ParameterOptions>> = {}): Operation {
  const parsed = parseTemplate(template);
  const names = parsed.ok ? parsed.names : [];
  return {
    id: `${method} ${template}`,
    method,
    template,
    tags: [],
    documented: true,
    parameters: names.map((name) => pathParameter(name, options[name] ?? {})),
    requestBody: null,
    responses: [],
    security: null,
    deprecated: false,
    extensions: {},
    place: { uri: "doc", pointer: `/${method}${template}` },
  };
}

const entry = (operation: Operation, basePaths: readonly string[] = [""]): RouteEntry => ({ basePaths, operation });

function routerOf(...entries: readonly RouteEntry[]): Router {
  const compiled = compileRouter(entries);
  assert.ok(compiled.ok, JSON.stringify(compiled.issues));
  return compiled.value;
}

function pathOf(raw: string): CanonicalPath {
  const path = canonicalPath(raw);
  assert.ok(!("refused" in path), raw);
  return path;
}

/** The match as one line: operation and parameters, or what it is instead. */
function summary(match: RouteMatch): string {
  if (match.kind === "match") return `${match.operation.id} ${JSON.stringify(match.parameters)}`;
  if (match.kind === "unknown_method") return `405 ${match.allow.join(",")}`;
  return match.kind === "ambiguous" ? `400 ${match.code}` : "404";
}

const ask = (router: Router, method: string, raw: string): string => summary(router.match(method, pathOf(raw)));

test("concrete beats templated, segment by segment from the left", () => {
  const router = routerOf(
    ...["/", "/pets", "/pets/", "/pets/mine", "/pets/{id}", "/pets/{id}/toys", "/pets/mine/{what}", "/{any}/all/toys"].map((template) =>
      entry(operationOf("GET", template)),
    ),
  );
  const cases: readonly (readonly [string, string])[] = [
    ["/", "GET / {}"],
    ["/pets", "GET /pets {}"],
    ["/pets/", "GET /pets/ {}"],
    ["/pets/mine", "GET /pets/mine {}"],
    ["/pets/7", 'GET /pets/{id} {"id":"7"}'],
    ["/pets/a%20%2B", 'GET /pets/{id} {"id":"a +"}'],
    ["/pets/p%65ts", 'GET /pets/{id} {"id":"pets"}'],
    ["/pets/%6Dine", "GET /pets/mine {}"],
    ["/pets/mine/toys", 'GET /pets/mine/{what} {"what":"toys"}'],
    ["/pets/7/toys", 'GET /pets/{id}/toys {"id":"7"}'],
    ["/pets/all/toys", 'GET /pets/{id}/toys {"id":"all"}'],
    ["/cats/all/toys", 'GET /{any}/all/toys {"any":"cats"}'],
    ["/pets/7/", "404"],
    ["/Pets", "404"],
    ["/pets/7/toys/1", "404"],
    ["/constructor", "404"],
  ];
  for (const [raw, wanted] of cases) assert.equal(ask(router, "GET", raw), wanted, raw);
  assert.equal(cases.length, 16);
});

test("an undeclared method is refused with those declared; HEAD and OPTIONS are not implied, methods are case-sensitive", () => {
  const router = routerOf(entry(operationOf("POST", "/a")), entry(operationOf("GET", "/a")), entry(operationOf("DELETE", "/{x}")));
  assert.equal(ask(router, "HEAD", "/a"), "405 GET,POST");
  assert.equal(ask(router, "OPTIONS", "/a"), "405 GET,POST");
  assert.equal(ask(router, "get", "/a"), "405 GET,POST");
  assert.equal(ask(router, "DELETE", "/a"), "405 GET,POST", "the path chose its template already");
  assert.equal(ask(router, "__proto__", "/a"), "405 GET,POST");
});

test("parameters share a segment with literals and with each other", () => {
  const router = routerOf(
    ...["/compare/{basehead}", "/compare/{base}...{head}", "/files/{name}.json", "/files/{name}", "/v{major}.{minor}/x"].map((template) =>
      entry(operationOf("GET", template)),
    ),
  );
  const cases: readonly (readonly [string, string])[] = [
    ["/compare/main...dev", 'GET /compare/{base}...{head} {"base":"main","head":"dev"}'],
    ["/compare/main..dev", 'GET /compare/{basehead} {"basehead":"main..dev"}'],
    ["/compare/...dev", 'GET /compare/{basehead} {"basehead":"...dev"}'],
    ["/compare/a...b...c", "400 path.several_readings"],
    ["/compare/a....b", "400 path.several_readings"],
    ["/files/a.json", 'GET /files/{name}.json {"name":"a"}'],
    ["/files/a.b.json", 'GET /files/{name}.json {"name":"a.b"}'],
    ["/files/.json", 'GET /files/{name} {"name":".json"}'],
    ["/v1.2/x", 'GET /v{major}.{minor}/x {"major":"1","minor":"2"}'],
    ["/v1/x", "404"],
  ];
  for (const [raw, wanted] of cases) assert.equal(ask(router, "GET", raw), wanted, raw);
  assert.equal(cases.length, 10);
});

test("a multi-segment parameter takes one or more segments and leaves the rest to what follows it", () => {
  const multi = { path: { multi: true }, ref: { multi: true } } as const;
  const router = routerOf(
    entry(operationOf("GET", "/contents/{path}", multi)),
    entry(operationOf("PUT", "/contents/{path}")),
    entry(operationOf("GET", "/commits/{ref}", multi)),
    entry(operationOf("GET", "/commits/{ref}/status", multi)),
    entry(operationOf("GET", "/commits/{ref}/checks/{id}", multi)),
  );
  const cases: readonly (readonly [string, string, string])[] = [
    ["GET", "/contents/a", 'GET /contents/{path} {"path":"a"}'],
    ["GET", "/contents/a/b/c", 'GET /contents/{path} {"path":"a/b/c"}'],
    ["GET", "/contents/a%2Fb/c", 'GET /contents/{path} {"path":"a/b/c"}'],
    ["GET", "/contents/a%2Fb", 'GET /contents/{path} {"path":"a/b"}'],
    ["GET", "/contents/a/", "404"],
    ["GET", "/contents/", "404"],
    ["PUT", "/contents/a", 'PUT /contents/{path} {"path":"a"}'],
    ["PUT", "/contents/a/b", "405 GET"],
    ["PUT", "/contents/a%2Fb", "400 path.encoded_slash"],
    ["GET", "/commits/heads/x", 'GET /commits/{ref} {"ref":"heads/x"}'],
    ["GET", "/commits/heads/x/status", 'GET /commits/{ref}/status {"ref":"heads/x"}'],
    ["GET", "/commits/status", 'GET /commits/{ref} {"ref":"status"}'],
    ["GET", "/commits/a/b/checks/7", 'GET /commits/{ref}/checks/{id} {"ref":"a/b","id":"7"}'],
    ["GET", "/commits/a/b/checks/7%2F8", "400 path.encoded_slash"],
  ];
  for (const [method, raw, wanted] of cases) assert.equal(ask(router, method, raw), wanted, `${method} ${raw}`);
  assert.equal(cases.length, 14);
});

test("a `;` or an encoded slash passes only inside the parameter that declares it", () => {
  const router = routerOf(
    entry(operationOf("GET", "/m/{id}", { id: { style: "matrix" } })),
    entry(operationOf("GET", "/s/{id}")),
    entry(operationOf("GET", "/both/{a}/{b}", { a: { style: "matrix" } })),
    entry(operationOf("GET", "/map{point}", { point: { style: "matrix" } })),
    entry(operationOf("GET", "/l/{id}", { id: { style: "label" } })),
    entry(operationOf("GET", "/plain")),
  );
  const cases: readonly (readonly [string, string])[] = [
    ["/m/;id=5", 'GET /m/{id} {"id":";id=5"}'],
    ["/s/;id=5", "400 path.semicolon"],
    ["/s/a%3Bb", "400 path.semicolon"],
    ["/m/;id=5%2F6", "400 path.encoded_slash"],
    ["/both/;a=1/b", 'GET /both/{a}/{b} {"a":";a=1","b":"b"}'],
    ["/both/;a=1/;b=1", "400 path.semicolon"],
    ["/m/admin;id=5", "400 path.semicolon"],
    ["/map;x=1;y=2", 'GET /map{point} {"point":";x=1;y=2"}'],
    ["/l/.5", 'GET /l/{id} {"id":".5"}'],
    ["/plain;v=1", "404"],
  ];
  for (const [raw, wanted] of cases) assert.equal(ask(router, "GET", raw), wanted, raw);
  assert.equal(cases.length, 10);
});

test("an encoded slash never leads past an operation that a written one leads to", () => {
  const router = routerOf(
    entry(operationOf("GET", "/files/{path}", { path: { multi: true } })),
    entry(operationOf("GET", "/files/private/{id}")),
    entry(operationOf("DELETE", "/files/locked/{id}")),
  );
  const cases: readonly (readonly [string, string])[] = [
    ["/files/a%2Fb", 'GET /files/{path} {"path":"a/b"}'],
    ["/files/a/b%2Fc", 'GET /files/{path} {"path":"a/b/c"}'],
    ["/files/private%2Fb", "400 path.encoded_slash"],
    ["/files/private%2fb%2Fc", 'GET /files/{path} {"path":"private/b/c"}'],
    ["/files/locked%2Fb", "400 path.encoded_slash"],
    ["/files/locked/b", "405 DELETE"],
  ];
  for (const [raw, wanted] of cases) assert.equal(ask(router, "GET", raw), wanted, raw);
  assert.equal(cases.length, 6);
});

test("base paths stand in front, several for one operation", () => {
  const router = routerOf(entry(operationOf("GET", "/a"), ["/v1", "/api/v2"]), entry(operationOf("GET", "/"), ["/v1"]));
  assert.equal(ask(router, "GET", "/v1/a"), "GET /a {}");
  assert.equal(ask(router, "GET", "/api/v2/a"), "GET /a {}");
  assert.equal(ask(router, "GET", "/a"), "404");
  assert.equal(ask(router, "GET", "/v1/"), "GET / {}");
  assert.equal(ask(router, "GET", "/v1"), "404");
});

test("what can't be routed without doubt is an issue at load", () => {
  const multi = { a: { multi: true }, b: { multi: true } } as const;
  const cases: readonly (readonly [readonly RouteEntry[], string])[] = [
    [[entry(operationOf("GET", "/{a}/{b}", multi))], "openapi.multi_segment"],
    [[entry(operationOf("GET", "/{a}.json", multi))], "openapi.multi_segment"],
    [[entry(operationOf("GET", "/{a}")), entry(operationOf("GET", "/{b}"))], "openapi.route_conflict"],
    [[entry(operationOf("GET", "/x/a")), entry(operationOf("GET", "/a"), ["/x"])], "openapi.route_conflict"],
    [[entry(operationOf("GET", "/a"), ["/{tenant}"])], "openapi.base_path"],
    [[entry(operationOf("GET", "/{a}{b}"))], "openapi.template"],
  ];
  for (const [entries, code] of cases) {
    assert.deepEqual(
      compileRouter(entries).issues.map((issue) => issue.code),
      [code],
    );
  }
  assert.equal(cases.length, 6);
});

// The slow reference: every template is tried against the whole path, then the best by rank of each segment.

interface Reading {
  readonly operation: Operation;
  readonly ranks: readonly number[];
  readonly segments: readonly TemplateSegment[];
  readonly taken: readonly string[];
}

const RANKS = { literal: 0, pattern: 1, parameter: 2 } as const;

/** Every way in which one template can take the segments: at most one per template, since it has at most one multi-segment parameter. */
function readingOf(operation: Operation, path: readonly string[]): Reading | null {
  const parsed = parseTemplate(operation.template);
  if (!parsed.ok) return null;
  const { segments } = parsed;
  const multiAt = segments.findIndex(
    (segment) => segment.kind === "parameter" && operation.parameters.some((p) => p.name === segment.name && p.multiSegment),
  );
  const extra = path.length - segments.length;
  if (extra < 0 || (extra > 0 && multiAt === -1)) return null;
  const taken: string[] = [];
  const ranks: number[] = [];
  let at = 0;
  for (const [index, segment] of segments.entries()) {
    const count = index === multiAt ? extra + 1 : 1;
    const texts = path.slice(at, at + count);
    const text = texts.join("/");
    at += count;
    if (segment.kind === "literal" && segment.text !== text) return null;
    if (segment.kind === "parameter" && texts.includes("")) return null;
    if (segment.kind === "pattern" && readSegment(segment.pattern, text).kind === "none") return null;
    taken.push(text);
    ranks.push(count > 1 ? 3 : RANKS[segment.kind]);
  }
  return { operation, ranks, segments, taken };
}

/** Which of two readings is the more specific: from the left up to a multi-segment parameter, then from the right. */
function moreSpecific(one: Reading, other: Reading): number {
  for (let index = 0; ; index += 1) {
    const [left, right] = [one.ranks[index], other.ranks[index]];
    if (left === undefined || right === undefined) return 0;
    if (left !== right) return left - right;
    if (left === 3) break;
    const [a, b] = [one.segments[index], other.segments[index]];
    if (a?.kind === "pattern" && b?.kind === "pattern" && compareSegmentPatterns(a.pattern, b.pattern) !== 0)
      return compareSegmentPatterns(a.pattern, b.pattern);
  }
  for (let back = 1; ; back += 1) {
    const left = one.ranks.at(-back) ?? 3;
    const right = other.ranks.at(-back) ?? 3;
    if (left !== right) return left - right;
    if (left === 3) return 0;
    const [a, b] = [one.segments.at(-back), other.segments.at(-back)];
    if (a?.kind === "pattern" && b?.kind === "pattern" && compareSegmentPatterns(a.pattern, b.pattern) !== 0)
      return compareSegmentPatterns(a.pattern, b.pattern);
  }
}

const word = fc.constantFrom("a", "b", "a", "b", "a.b", "x-y", "ab");
const segmentTemplate = fc.oneof(word, fc.constantFrom("{p}", "{p}", "{m}", "{p}.{q}", "{p}-y"));
const template = fc.array(segmentTemplate, { minLength: 1, maxLength: 3 }).chain((parts) =>
  fc.boolean().map((slash) => {
    let number = 0;
    const unique = parts.map((part) => part.replaceAll(/\{(\w)\}/gu, (_whole, name: string) => `{${name}${(number += 1)}}`));
    return `/${unique.join("/")}${slash && number % 3 === 0 ? "/" : ""}`;
  }),
);
const rawPath = fc
  .tuple(
    fc.array(fc.oneof(word, fc.constantFrom("a.b-y", "%61", "a%2Fb", "x;y")), { minLength: 1, maxLength: 4 }),
    fc.constantFrom(false, false, true),
  )
  .map(([parts, slash]) => `/${parts.join("/")}${slash ? "/" : ""}`);

/** Marks every parameter `m…` multi-segment. */
function generated(text: string): Operation {
  const parsed = parseTemplate(text);
  const names = parsed.ok ? parsed.names : [];
  return operationOf(
    "GET",
    text,
    Object.fromEntries(names.filter((name) => name.startsWith("m")).map((name) => [name, { multi: true } as const])),
  );
}

test("the trie agrees with trying every template in turn", () => {
  let matched = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(template, { minLength: 1, maxLength: 12 }),
      fc.array(rawPath, { minLength: 4, maxLength: 8 }),
      (templates, paths) => {
        const entries: RouteEntry[] = [];
        for (const text of templates) {
          const next = [...entries, entry(generated(text))];
          if (compileRouter(next).ok) entries.push(entry(generated(text)));
        }
        if (entries.length === 0) return;
        const router = routerOf(...entries);
        for (const raw of paths) {
          const path = pathOf(raw);
          const readings = entries.map(({ operation }) => readingOf(operation, path.segments)).filter((reading) => reading !== null);
          const [best] = readings.toSorted(moreSpecific);
          const match = router.match("GET", path);
          if (best === undefined) assert.equal(match.kind, "unknown_path", raw);
          else if (match.kind === "match") {
            assert.equal(match.operation.template, best.operation.template, raw);
            matched += 1;
          } else assert.equal(match.kind, "ambiguous", raw);
        }
      },
    ),
    { numRuns: 600 },
  );
  assert.ok(matched > 400, `only ${matched} matches`);
});
