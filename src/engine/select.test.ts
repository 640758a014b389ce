import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalPath } from "../codec/path.ts";
import type { CanonicalPath } from "../kernel/exchange.ts";
import { fieldsOf } from "../message/headers.ts";
import { apiPlan, generationOf, liveExchange, operation, routerOf } from "../../test/support/plans.ts";
import { dropSegments, selectApi, selectOperation } from "./select.ts";

function path(raw: string): CanonicalPath {
  const canonical = canonicalPath(raw);
  assert.ok(!("refused" in canonical));
  return canonical;
}

test("the longest prefix wins, and an API that names the host beats one that names none", () => {
  const any = apiPlan({ name: "any" });
  const shop = apiPlan({ name: "shop", prefixSegments: ["shop"] });
  const deep = apiPlan({ name: "deep", prefixSegments: ["shop", "v2"] });
  const hosted = apiPlan({ name: "hosted", hosts: new Set(["api.example"]) });
  const apis = [any, shop, deep, hosted];
  const table: readonly (readonly [host: string, path: string, expected: string | undefined])[] = [
    ["x.example", "/", "any"],
    ["x.example", "/shop", "shop"],
    ["x.example", "/shop/v2/a", "deep"],
    ["x.example", "/shopping", "any"],
    ["api.example", "/shop/v2", "hosted"],
  ];
  for (const [name, raw, expected] of table)
    assert.equal(selectApi(apis, { name, port: null }, path(raw))?.name, expected, `${name}${raw}`);
  assert.equal(table.length, 5);
  assert.equal(selectApi([shop], { name: "x", port: null }, path("/other")), null);
});

test("a prefix is compared by decoded segments, so that an encoded one is the same", () => {
  assert.equal(
    selectApi([apiPlan({ name: "shop", prefixSegments: ["shop"] })], { name: "x", port: null }, path("/%73hop/a"))?.name,
    "shop",
  );
});

test("dropping segments keeps all readings of the path in step", () => {
  const dropped = dropSegments(path("/%73hop/a%2Fb/c"), 1);
  assert.deepEqual(dropped.segments, ["a/b", "c"]);
  assert.equal(dropped.raw, "/a%2Fb/c");
  assert.equal(dropped.forwarded, "/a%2Fb/c");
  const nothing = dropSegments(path("/shop"), 1);
  assert.deepEqual([nothing.raw, nothing.forwarded, nothing.segments], ["/", "/", [""]]);
});

test("an undeclared path is 404, an undeclared method 405 with Allow", () => {
  const router = routerOf([operation({ method: "GET", template: "/orders" }), operation({ method: "POST", template: "/orders" })]);
  const generation = generationOf([apiPlan({ router })]);
  const missing = selectOperation(generation, liveExchange({ path: "/nothing" }));
  assert.equal(missing.kind === "refused" && missing.refusal.problem.code, "undeclared_path");
  assert.equal(missing.kind === "refused" && missing.refusal.problem.status, 404);
  const method = selectOperation(generation, liveExchange({ method: "DELETE", path: "/orders" }));
  assert.equal(method.kind === "refused" && method.refusal.problem.status, 405);
  assert.deepEqual(method.kind === "refused" && method.refusal.problem.headers, [["allow", "GET, POST"]]);
  assert.equal(method.kind === "refused" && method.refusal.findings[0]?.code, "route.undeclared_method");
});

test("no API for the address is a refusal of its own", () => {
  const selection = selectOperation(generationOf([apiPlan({ hosts: new Set(["a.example"]) })]), liveExchange({ path: "/" }));
  assert.equal(selection.kind === "refused" && selection.refusal.problem.code, "undeclared_api");
});

test("a preflight finds the operation it asks for", () => {
  const router = routerOf([operation({ method: "POST", template: "/orders" })]);
  const headers = fieldsOf([
    ["origin", "https://a.example"],
    ["access-control-request-method", "POST"],
  ]);
  const selection = selectOperation(generationOf([apiPlan({ router })]), liveExchange({ method: "OPTIONS", path: "/orders", headers }));
  assert.equal(selection.kind, "preflight");
  assert.equal(selection.kind === "preflight" && selection.operation.method, "POST");
  const without = selectOperation(generationOf([apiPlan({ router })]), liveExchange({ method: "OPTIONS", path: "/orders" }));
  assert.equal(without.kind, "refused");
});

test("an API without a document takes every path", () => {
  const any = operation({ id: "any", method: "*", template: "*" });
  const selection = selectOperation(generationOf([apiPlan({ anyOperation: any })]), liveExchange({ path: "/what/ever" }));
  assert.equal(selection.kind === "operation" && selection.operation, any);
});

test("an API without a document grants no second reading of a path", () => {
  const generation = generationOf([apiPlan({ anyOperation: operation({ id: "any", method: "*", template: "*" }) })]);
  const rows: readonly (readonly [path: string, code: string])[] = [
    ["/admin;x/secret", "path_semicolon"],
    ["/admin%3Bx/secret", "path_semicolon"],
    ["/admin%2Fsecret", "path_encoded_slash"],
  ];
  for (const [raw, code] of rows) {
    const selection = selectOperation(generation, liveExchange({ path: raw }));
    assert.equal(selection.kind === "refused" && selection.refusal.problem.code, code, raw);
    assert.equal(selection.kind === "refused" && selection.refusal.problem.status, 400, raw);
  }
  assert.equal(rows.length, 3);
});

test("a path that belongs to another API once its encoded slashes are read as slashes is refused", () => {
  const everything = operation({
    template: "/{rest}",
    parameters: [
      {
        name: "rest",
        in: "path",
        required: true,
        style: "simple",
        explode: false,
        allowReserved: false,
        allowEmptyValue: false,
        multiSegment: true,
        content: null,
        schema: null,
        place: { uri: "", pointer: "" },
      },
    ],
  });
  const open = apiPlan({ name: "open", router: routerOf([everything]) });
  const admin = apiPlan({ name: "admin", prefixSegments: ["admin"], router: routerOf([]) });
  const generation = generationOf([open, admin]);
  const split = selectOperation(generation, liveExchange({ path: "/admin%2Fsecret" }));
  assert.equal(split.kind === "refused" && split.refusal.problem.code, "path_encoded_slash");
  assert.equal(selectOperation(generation, liveExchange({ path: "/files%2Fa" })).kind, "operation");
});
