/**
 * The style examples of the OpenAPI specification (3.2.0 section 4.12.6, "Style Examples"; the same since 3.0.4 and 3.1.1) as a table: the value that each
 * text stands for, or that there is none. `color` is "", "blue", ["blue","black","brown"] and { "R": 100, "G": 200, "B": 150 }. Then cases of our own for what
 * the table leaves open, each decided as its note says.
 */
import type { ParameterSketch, SourceSketch } from "../../support/judge_parameters.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export interface StyleCase {
  readonly name: string;
  readonly parameter: ParameterSketch;
  readonly source: SourceSketch;
  /** The instance; or `code place` of the refusal. */
  readonly expect: { readonly value: Json } | { readonly refused: string };
}

const EMPTY = "";
const STRING = "blue";
const LIST = ["blue", "black", "brown"];
const OBJECT = { R: 100, G: 200, B: 150 };
const SCHEMAS = {
  empty: { type: "string" },
  string: { type: "string" },
  array: { type: "array", items: { type: "string" } },
  object: { type: "object", properties: { R: { type: "integer" }, G: { type: "integer" }, B: { type: "integer" } } },
} as const;
const VALUES = { empty: EMPTY, string: STRING, array: LIST, object: OBJECT } as const;
const COLUMNS = ["empty", "string", "array", "object"] as const;

type Row = readonly [
  where: NonNullable<ParameterSketch["in"]>,
  style: NonNullable<ParameterSketch["style"]>,
  explode: boolean,
  empty: string | null,
  string: string | null,
  array: string | null,
  object: string | null,
];

/** Null where the specification has n/a. */
const TABLE: readonly Row[] = [
  ["path", "matrix", false, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
  ["path", "matrix", true, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"],
  ["path", "label", false, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
  ["path", "label", true, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
  ["path", "simple", false, "", "blue", "blue,black,brown", "R,100,G,200,B,150"],
  ["path", "simple", true, "", "blue", "blue,black,brown", "R=100,G=200,B=150"],
  ["header", "simple", false, "", "blue", "blue,black,brown", "R,100,G,200,B,150"],
  ["header", "simple", true, "", "blue", "blue,black,brown", "R=100,G=200,B=150"],
  ["query", "form", false, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
  ["query", "form", true, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
  ["cookie", "form", false, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
  ["cookie", "form", true, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
  ["query", "spaceDelimited", false, null, null, "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"],
  ["query", "pipeDelimited", false, null, null, "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"],
  ["query", "deepObject", true, null, null, null, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"],
  ["cookie", "cookie", false, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
  ["cookie", "cookie", true, "color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"],
];

/** The text where the parameter stands. */
function sourceOf(where: Row[0], text: string): SourceSketch {
  if (where === "path") return { path: { color: text } };
  if (where === "header") return { headers: [["color", text]] };
  return where === "cookie" ? { headers: [["cookie", text]] } : { query: text };
}

const fromTable = (): readonly StyleCase[] =>
  TABLE.flatMap(([where, style, explode, ...texts]) =>
    COLUMNS.flatMap((column, index) => {
      const text = texts[index];
      if (text === null || text === undefined) return [];
      return [
        {
          name: `${where} ${style} ${explode ? "exploded" : "not exploded"}: ${column}`,
          parameter: { in: where, style, explode, schema: SCHEMAS[column] },
          source: sourceOf(where, text),
          expect: { value: VALUES[column] },
        },
      ];
    }),
  );

const integers = { type: "array", items: { type: "integer" } };
const strings = { type: "array", items: { type: "string" } };
const pair = { type: "object", properties: { a: { type: "string" }, b: { type: "integer" } } };

const own = (name: string, parameter: ParameterSketch, text: string, expect: StyleCase["expect"]): StyleCase => ({
  name,
  parameter,
  source: sourceOf(parameter.in ?? "query", text),
  expect,
});
const value = (given: Json): StyleCase["expect"] => ({ value: given });
const refused = (what: string): StyleCase["expect"] => ({ refused: what });

/** What the table leaves open. */
const OWN: readonly StyleCase[] = [
  own("an encoded delimiter is data", { explode: false, schema: strings }, "color=a%2Cb,c", value(["a,b", "c"])),
  own("an encoded delimiter is data in a path", { in: "path", schema: strings }, "a%2Cb,c", value(["a,b", "c"])),
  own(
    "an encoded semicolon is data in matrix style",
    { in: "path", style: "matrix", schema: { type: "string" } },
    ";color=a%3Bb",
    value("a;b"),
  ),
  own("blanks around members of a header's list are none of them", { in: "header", schema: strings }, "a, b ,c", value(["a", "b", "c"])),
  own("a header is not percent-decoded", { in: "header", schema: { type: "string" } }, "100%25", value("100%25")),
  own("a plus is a blank in a query", { schema: { type: "string" } }, "color=a+b", value("a b")),
  own("a plus is a plus in a path", { in: "path", schema: { type: "string" } }, "a+b", value("a+b")),
  own("a plus is a plus in a cookie", { in: "cookie", schema: { type: "string" } }, "color=a+b", value("a+b")),
  own(
    "a cookie of style cookie is not decoded",
    { in: "cookie", style: "cookie", schema: { type: "string" } },
    "color=a%2Cb",
    value("a%2Cb"),
  ),
  own("an equals sign in a value is data", { schema: { type: "string" } }, "color=a=b", value("a=b")),
  own("no equals sign is an empty value", { schema: { type: "string" } }, "color", value("")),
  own("brackets may be raw", { style: "deepObject", explode: true, schema: pair }, "color[a]=x&color[b]=1", value({ a: "x", b: 1 })),
  own("a pipe may be raw", { style: "pipeDelimited", explode: false, schema: strings }, "color=a|b", value(["a", "b"])),
  own(
    "spaceDelimited exploded reads as form",
    { style: "spaceDelimited", explode: true, schema: strings },
    "color=a&color=b",
    value(["a", "b"]),
  ),
  own("null where the schema has it", { schema: { type: ["integer", "null"] } }, "color=null", value(null)),
  own("null is text where text is allowed", { schema: { type: ["string", "null"] } }, "color=null", value("null")),
  own("text before numbers where both are allowed", { schema: { type: ["string", "integer"] } }, "color=5", value("5")),
  own(
    "a number where the text does not fit",
    { schema: { anyOf: [{ type: "string", format: "date" }, { type: "integer" }] } },
    "color=5",
    value(5),
  ),
  own("a list of one", { schema: integers }, "color=1", value([1])),
  own("a value or a list", { schema: { oneOf: [{ type: "integer" }, integers] } }, "color=1&color=2", value([1, 2])),
  own("an empty value for none", { allowEmptyValue: true, schema: { type: "integer", not: {} } }, "color=", { value: "absent" }),
  own("JSON in a parameter", { media: "application/json", schema: pair }, "color=%7B%22a%22%3A%22x%22%7D", value({ a: "x" })),
  own("the whole query as JSON", { in: "querystring", media: "application/json", schema: integers }, "%5B1%2C2%5D", value([1, 2])),
  own(
    "the whole query as a form",
    { in: "querystring", media: "application/x-www-form-urlencoded", schema: { type: "object", properties: { a: strings } } },
    "a=1&a=2",
    value({ a: ["1", "2"] }),
  ),
  own("deepObject lists where the schema has them", { style: "deepObject", schema: strings }, "color[]=a&color[]=b", value(["a", "b"])),
  own(
    "deepObject properties of properties where the schema has them",
    { style: "deepObject", schema: { type: "object", properties: { a: pair } } },
    "color[a][b]=1",
    value({ a: { b: 1 } }),
  ),
  own(
    "an exploded object takes others where it says so",
    { schema: { type: "object", additionalProperties: { type: "integer" } } },
    "x=1&y=2",
    value({ x: 1, y: 2 }),
  ),

  own("a value given twice", { schema: { type: "string" } }, "color=a&color=b", refused("parameter.repeated query:color")),
  own(
    "a list not exploded given twice",
    { explode: false, schema: integers },
    "color=1,2&color=3",
    refused("parameter.repeated query:color"),
  ),
  own("styles mixed", { schema: integers }, "color=1,2&color=3", refused("schema.type query:color[0]")),
  own("an empty item", { explode: false, schema: strings }, "color=a,,b", refused("parameter.empty query:color[1]")),
  own("an empty list", { explode: false, schema: strings }, "color=", refused("parameter.empty query:color")),
  own("an empty number", { schema: { type: "integer" } }, "color=", refused("schema.type query:color")),
  own("deepObject without brackets", { style: "deepObject", schema: pair }, "color=a", refused("parameter.style query:color")),
  own(
    "deepObject deeper than the schema",
    { style: "deepObject", schema: pair },
    "color[a][b]=1",
    refused("parameter.nesting query:color[a][b]"),
  ),
  own("deepObject twice", { style: "deepObject", schema: pair }, "color[a]=1&color[a]=2", refused("parameter.repeated query:color[a]")),
  own(
    "deepObject and __proto__",
    { style: "deepObject", schema: pair },
    "color[__proto__]=1",
    refused("parameter.proto_key query:color[__proto__]"),
  ),
  own("deepObject left open", { style: "deepObject", schema: pair }, "color[a=1", refused("parameter.style query:color")),
  own(
    "matrix under another name",
    { in: "path", style: "matrix", schema: { type: "string" } },
    ";colour=blue",
    refused("parameter.style path:color"),
  ),
  own("label without its dot", { in: "path", style: "label", schema: { type: "string" } }, "blue", refused("parameter.style path:color")),
  own("an odd number of names and values", { in: "path", schema: pair }, "a,x,b", refused("parameter.style path:color")),
  own("a property without value", { in: "path", explode: true, schema: pair }, "a=x,b", refused("parameter.style path:color")),
  own("a property twice", { in: "header", explode: true, schema: pair }, "a=x,a=y", refused("parameter.repeated header:color[a]")),
  own("a property of the wrong type", { in: "header", explode: true, schema: pair }, "a=x,b=y", refused("schema.type header:color[b]")),
  own("an exploded property of the wrong type", { schema: pair }, "a=x&b=y", refused("schema.type query:b")),
  own("a NUL", { schema: { type: "string" } }, "color=a%00b", refused("parameter.nul query:color")),
  own("malformed percent-encoding", { schema: { type: "string" } }, "color=%zz", refused("query.encoding query")),
  own(
    "malformed percent-encoding in a cookie",
    { in: "cookie", schema: { type: "string" } },
    "color=%zz",
    refused("parameter.encoding cookie:color"),
  ),
  own(
    "JSON with a name twice",
    { media: "application/json", schema: pair },
    "color=%7B%22a%22:1,%22a%22:2%7D",
    refused("parameter.json query:color[a]"),
  ),
  ...["01", "1e5", "1.0", "+1", "0x1", " 1", "1 ", "٣", "1_0", "Infinity", "--1", "1n", "true"].map((text) =>
    own(
      `\`${text}\` is no integer`,
      { schema: { type: "integer" } },
      `color=${encodeURIComponent(text)}`,
      refused("schema.type query:color"),
    ),
  ),
  ...["True", "1", "yes", "TRUE", "on"].map((text) =>
    own(`\`${text}\` is no boolean`, { schema: { type: "boolean" } }, `color=${text}`, refused("schema.type query:color")),
  ),
  ...(
    [
      ["0", 0],
      ["-7", -7],
      ["9007199254740991", 9007199254740991],
    ] as const
  ).map(([text, number]) => own(`\`${text}\` is an integer`, { schema: { type: "integer" } }, `color=${text}`, value(number))),
  ...(
    [
      ["1e2", 100],
      ["1.5", 1.5],
      ["-0.5E-1", -0.05],
    ] as const
  ).map(([text, number]) => own(`\`${text}\` is a number`, { schema: { type: "number" } }, `color=${text}`, value(number))),
];

export const STYLE_CASES: readonly StyleCase[] = [...fromTable(), ...OWN];
