import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeQuery } from "../../codec/query.ts";
import { SchemaRegistry } from "../schema/registry.ts";
import { readDeepObject } from "./deep_object.ts";
import { ParameterFault } from "./parameter_fault.ts";
import type { Serialised } from "./serialised.ts";
import { shapeAt } from "./value_shape.ts";

const SCHEMA = {
  type: "object",
  properties: {
    a: { type: "string" },
    o: { type: "object", properties: { x: {} }, additionalProperties: true },
    l: { type: "array", items: { type: "string" } },
    r: { type: "array", items: { type: "object", properties: { x: {}, y: {} } } },
  },
};

function plain(value: Serialised): unknown {
  if (typeof value === "string") return value;
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
  return Array.isArray(value) ? value.map(plain) : assert.fail();
}

function read(query: string, schema: unknown = SCHEMA): unknown {
  const registry = new SchemaRegistry();
  registry.add("d", { openapi: "3.1.1", schema }, "openapi-3.1");
  const pairs = decodeQuery(query);
  assert.ok(!("refused" in pairs));
  const value = readDeepObject(pairs, "p", shapeAt({ uri: "d", pointer: "/schema" }, registry) ?? assert.fail());
  return value instanceof ParameterFault ? `${value.code} ${value.path.join(".")}` : plain(value);
}

test("brackets are read as far as the schema declares", () => {
  const rows: readonly (readonly [query: string, value: unknown])[] = [
    ["p[a]=1&p[z]=2", { a: "1", z: "2" }],
    ["p%5Ba%5D=1", { a: "1" }],
    ["p[o][x]=1&p[o][y]=2", { o: { x: "1", y: "2" } }],
    ["p[l][]=1&p[l][]=2", { l: ["1", "2"] }],
    ["p[l][0]=1&p[l][1]=2", { l: ["1", "2"] }],
    ["p[r][0][x]=1&p[r][0][y]=2&p[r][1][x]=3", { r: [{ x: "1", y: "2" }, { x: "3" }] }],
    ["p[a][b]=1", "parameter.nesting a.b"],
    ["p[z][b]=1", "parameter.nesting z.b"],
    ["p[o][x][y]=1", "parameter.nesting o.x.y"],
    ["p[a]=1&p[a]=2", "parameter.repeated a"],
    ["p[o]=1&p[o][x]=2", "parameter.repeated o.x"],
    ["p[o][x]=1&p[o]=2", "parameter.repeated o"],
    ["p[__proto__]=1", "parameter.proto_key __proto__"],
    ["p[o][__proto__][x]=1", "parameter.proto_key o.__proto__.x"],
    ["p[]=1", "parameter.style "],
    ["p[l][1]=1", "parameter.style l.1"],
    ["p[l][0]=1&p[l][]=2", "parameter.style l."],
    ["p[l][0]=1&p[l][0]=2", "parameter.repeated l.0"],
    ["p[l][00]=1", "parameter.style l.00"],
    ["p[r][][x]=1", "parameter.style r..x"],
    ["p[a=1", "parameter.style "],
    ["p[a]b=1", "parameter.style "],
    ["p[a[b]]=1", "parameter.style "],
    ["p=1", "parameter.style "],
    [`p${"[o]".repeat(9)}=1`, "parameter.style "],
  ];
  for (const [query, value] of rows) assert.deepEqual(read(query), value, query);
  assert.equal(rows.length, 25);
  assert.deepEqual(read("p[]=1", { type: "array" }), ["1"]);
  assert.equal(read("p[a]=1", { type: "string" }), "parameter.nesting ");
});
