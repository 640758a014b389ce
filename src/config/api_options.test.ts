import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "./api_options.ts";

const upstream = "http://127.0.0.1:3000";
const issuesOf = (written: object): readonly string[] =>
  (api.safeParse(written).error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);

test("the short form of an upstream means the long one with nothing else said", () => {
  const short = api.parse({ openapi: "a.yaml", upstream });
  assert.deepEqual(short.upstream, api.parse({ openapi: "a.yaml", upstream: { url: upstream } }).upstream);
  assert.deepEqual([short.upstream.connectMs, short.upstream.connections, short.upstream.host], [3_000, 256, "upstream"]);
});

test("an API needs a document or `routes: any`, and who may call where every path passes", () => {
  const rows: readonly (readonly [written: object, issue: RegExp])[] = [
    [{ upstream }, /^openapi: an API needs/u],
    [{ upstream, openapi: "a.yaml", routes: "any", public: true }, /^routes: .* exclude each other/u],
    [{ upstream, routes: "any" }, /^auth: `routes: any` needs `auth`/u],
    [{ upstream, openapi: "a.yaml", strip_prefix: true }, /^strip_prefix: /u],
    [{ upstream, openapi: "a.yaml", prefix: "/a/" }, /^prefix: /u],
    [{ upstream, openapi: "a.yaml", prefix: "/a%2f" }, /^prefix: /u],
    [{ upstream, openapi: "a.yaml", on_error: { cors: "ignore" } }, /^on_error.cors: /u],
  ];
  for (const [written, issue] of rows) {
    const issues = issuesOf(written);
    assert.equal(issues.length, 1, JSON.stringify(issues));
    assert.match(issues[0] ?? "", issue);
  }
  assert.equal(rows.length, 7);
});

test("hosts are kept as hosts of requests are compared; what no request could have is refused", () => {
  assert.deepEqual(api.parse({ openapi: "a.yaml", upstream, hosts: ["API.example", "192.0.2.1", "[0:0::1]"] }).hosts, [
    "api.example",
    "192.0.2.1",
    "[::1]",
  ]);
  const rows = ["*.example.com", "api.example:8443", "https://api.example", "api.example.", "a b", "[::1", ""];
  for (const host of rows) assert.match(issuesOf({ openapi: "a.yaml", upstream, hosts: [host] })[0] ?? "", /^hosts\.0: /u, host);
  assert.equal(rows.length, 7);
});

test("an upstream's URL is http or https and holds no credentials, query or fragment", () => {
  const urls = ["ftp://a", "a", "http://u:p@a", "http://a?x", "http://a#x"];
  for (const url of urls) assert.equal(issuesOf({ openapi: "a.yaml", upstream: url }).length > 0, true, url);
  assert.equal(api.parse({ openapi: "a.yaml", upstream: "https://a/base" }).upstream.targets[0]?.url.pathname, "/base");
});

test("options of guards are kept by their key, absent ones are not", () => {
  const { features, operations } = api.parse({
    openapi: "a.yaml",
    upstream,
    concurrency: { per: "api", max: 1 },
    operations: { a: { cors: { origins: ["https://a.example"] } } },
  });
  assert.deepEqual([...features.keys()], ["concurrency"]);
  assert.deepEqual([...(operations.get("a")?.features.keys() ?? [])], ["cors"]);
});
