import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "./config.ts";
import { salvageConfig } from "./salvage.ts";

const UPSTREAM = "http://127.0.0.1:1";

function salvage(root: unknown) {
  const decoded = config.safeParse(root);
  assert.ok(!decoded.success, "there is nothing to salvage");
  const { salvaged, hidden } = salvageConfig(root, decoded.error.issues);
  return {
    salvaged,
    hidden: hidden.map(({ path, message }) => `${path.join("/")}: ${message}`),
    unread: salvaged?.unread.map((keys) => [...keys].toSorted()),
  };
}

const api = (options: object): object => ({ version: 1, apis: [{ openapi: "a.yaml", upstream: UPSTREAM, ...options }] });

test("what is right stays, and what is cut out of an API is named", () => {
  const { salvaged, unread, hidden } = salvage({
    version: 2,
    colour: "blue",
    listen: "nowhere",
    log: { exchanges: "denied" },
    apis: [
      { openapi: "a.yaml", upstream: "ftp://x", prefix: "nowhere", max_body: "2KB" },
      { openapi: "b.yaml", upstream: UPSTREAM, operations: { look: { public: "yes", max_body: "3KB" } } },
      { openapi: "c.yaml", upstream: UPSTREAM },
      5,
    ],
  });
  assert.deepEqual(unread, [["prefix", "upstream"], ["public"], [], ["auth", "hosts", "name", "openapi", "prefix"]]);
  assert.deepEqual(hidden, []);
  assert.equal(salvaged?.config.log.exchanges, "denied");
  assert.deepEqual(
    salvaged.config.apis.map((each) => [each.openapi, each.maxBodyBytes]),
    [
      ["a.yaml", 2048],
      ["b.yaml", null],
      ["c.yaml", null],
      [null, null],
    ],
  );
  assert.equal(salvaged.config.apis[1]?.operations.get("look")?.maxBodyBytes, 3072);
});

test("a rule between keys is found once the keys are right, but not where a cut broke it", () => {
  const both = salvage(api({ routes: "any", public: true, upstream: 5 }));
  assert.deepEqual(both.hidden, ["apis/0/routes: `openapi` and `routes: any` exclude each other"]);
  for (const options of [
    { openapi: 5 },
    { openapi: undefined, routes: "any", auth: 5 },
    { openapi: undefined, routes: "any", public: "yes" },
    { auth: { issuer: "https://idp.example", audience: "a" }, public: "yes" },
    { prefix: "nowhere", strip_prefix: true },
  ]) {
    const { salvaged, hidden } = salvage(api(options));
    assert.deepEqual(hidden, [], JSON.stringify(options));
    assert.notEqual(salvaged, null, JSON.stringify(options));
  }
});

test("a mode that is none switches its guard off, so that it has no issues of its own", () => {
  const { salvaged, unread } = salvage(api({ modes: { cors: "of", ip: "on", host: "observe" } }));
  assert.deepEqual(salvaged?.config.apis[0]?.modes, { cors: "off", ip: "off", host: "observe" });
  assert.deepEqual(unread, [[]]);
});

test("a key that is written wrong counts as the one that was meant", () => {
  assert.deepEqual(salvage(api({ pubic: true, nothing_like_it: 1 })).unread, [["public"]]);
  assert.deepEqual(salvage(api({ auth: { keys: "keys.json", audeince: "a" } })).unread, [["auth"]]);
});

test("a file without APIs keeps the rest, one that is no map keeps nothing", () => {
  assert.deepEqual(salvage({ version: 1, store: "off" }).salvaged?.config.apis.length, 1);
  assert.equal(salvage({ version: 1, store: "off" }).salvaged?.config.store, null);
  for (const root of [null, 5, "text", []]) assert.equal(salvage(root).salvaged, null);
});
