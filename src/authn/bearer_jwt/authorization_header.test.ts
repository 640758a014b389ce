import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { exchange, type Fields } from "../../../test/support/exchange.ts";
import { parseAuthorization, readBearer } from "./authorization_header.ts";

const read = (headers: Fields, query: string | null = null, allowQuery: boolean = false): string => {
  const result = readBearer(exchange({ headers, query }), allowQuery);
  return result.kind === "token" ? result.token : result.kind === "malformed" ? result.place : result.kind;
};

test("one bearer token is read, whatever the case of the scheme and the blanks behind it", () => {
  for (const scheme of ["Bearer", "bearer", "BEARER", "bEaReR"])
    assert.equal(read([["authorization", `${scheme} a.b-c_d~e+f/g==`]]), "a.b-c_d~e+f/g==");
  assert.equal(read([["authorization", "Bearer   x"]]), "x");
});

test("no field, or a credential of another scheme, is no bearer token", () => {
  for (const value of ["", "Basic abc", "DPoP x", "Bearerx y", "Token Bearer", 'Digest username="a", realm="b"'])
    assert.equal(read([["authorization", value]]), "absent", value);
  assert.equal(read([]), "absent");
});

test("two tokens, or one that is none, are a malformed request", () => {
  const token = ["authorization", "Bearer x"] as const;
  const rows: readonly (readonly [Fields, string | null, string])[] = [
    [[token, token], null, "header:authorization"],
    [[token, ["authorization", "Basic eA=="]], null, "header:authorization"],
    [[["authorization", "Basic eA=="], token], null, "header:authorization"],
    [[["authorization", "Bearer x, Bearer y"]], null, "header:authorization"],
    [[["authorization", "Bearer x,Bearer y"]], null, "header:authorization"],
    [[["authorization", "Basic eA==, Bearer y"]], null, "header:authorization"],
    [[["authorization", "Bearer"]], null, "header:authorization"],
    [[["authorization", "Bearer "]], null, "header:authorization"],
    [[["authorization", "Bearer x y"]], null, "header:authorization"],
    [[["authorization", 'Bearer "x"']], null, "header:authorization"],
    [[["authorization", "Bearer =x"]], null, "header:authorization"],
    [[["authorization", "Bearer\tx"]], null, "header:authorization"],
    [[["authorization", "Bearer,x"]], null, "header:authorization"],
    [[["authorization", "Bearer=x"]], null, "header:authorization"],
    [[token], "access_token=y", "query:access_token"],
    [[token], "a=1&%61ccess_token=y", "query:access_token"],
    [[], "access_token=y", "query:access_token"],
    [[], "access_token", "query:access_token"],
  ];
  for (const [headers, query, expected] of rows) assert.equal(read(headers, query), expected, JSON.stringify([headers, query]));
  assert.equal(rows.length, 18);
});

test("a query parameter of the operation's own with that name is its own affair", () => {
  assert.equal(read([["authorization", "Bearer x"]], "access_token=y", true), "x");
});

test("no text makes it throw, and a token that is read has only the characters of one", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const result = parseAuthorization(`Bearer ${text}`);
      if (result.kind === "token") assert.match(result.token, /^[A-Za-z0-9._~+/-]+=*$/u);
    }),
  );
});
