import assert from "node:assert/strict";
import { test } from "node:test";
import { testGeneration } from "../../test/support/compile_generation.ts";
import { readConfig } from "../config/read_config.ts";
import { type MatrixRow, toMatrix, weaknessesOf } from "./matrix.ts";

const OK = { security: [], responses: { 200: { description: "ok" } } };

async function matrixOf(api: object, paths?: object): Promise<readonly MatrixRow[]> {
  const tls = { cert: "a.pem", key: "a.key", client_certificates: { ca: "ca.pem", mode: "optional" } };
  const written = { listen: { address: "127.0.0.1:0", tls }, apis: [{ name: "test", upstream: "http://127.0.0.1:1", ...api }] };
  const { generation, configIssues } = await testGeneration(written, paths);
  assert.deepEqual(configIssues, []);
  const source = paths === undefined ? { routes: "any" } : { openapi: "./openapi.json" };
  const read = readConfig(
    "a.yaml",
    Buffer.from(JSON.stringify({ version: 1, ...written, apis: written.apis.map((one) => ({ ...source, ...one })) })),
  );
  assert.ok(generation !== null && read.ok);
  return await toMatrix(generation, read.value.config);
}

test("a row says who may call, how often and how much, from the nearest place", async () => {
  const paths = {
    "/a": { get: { ...OK, operationId: "a" }, post: { ...OK, "x-portcullis-limits": [{ per: "ip", rate: "1/s" }] } },
  };
  const api = {
    prefix: "/v1",
    strip_prefix: true,
    limits: [{ per: "ip", rate: "100/min" }],
    operations: { a: { limits: [{ per: "ip", rate: "5/min" }] } },
  };
  const rows = await matrixOf(api, paths);
  assert.deepEqual(
    rows.map(({ operation, method, path, access, limits, validated }) => [operation, method, path, access, limits, validated]),
    [
      ["a", "GET", "/v1/a", "anyone", ["5/min per ip"], true],
      ["POST /a", "POST", "/v1/a", "anyone", ["1/s per ip"], true],
    ],
  );
});

test("a certificate that callers need is told before who may call", async () => {
  const rows = await matrixOf({ public: true, client_certificate: "required" });
  assert.deepEqual(
    rows.map(({ access }) => access),
    ["client certificate; anyone"],
  );
});

test("what is not enforced is told: observing, off, passing on error, no description", async () => {
  const api = { public: true, concurrency: { per: "api", max: 1 }, modes: { concurrency: "observe" }, on_error: { concurrency: "pass" } };
  const [row] = await matrixOf(api);
  assert.ok(row !== undefined);
  assert.deepEqual([row.method, row.path], ["*", "*"]);
  assert.deepEqual(weaknessesOf(row), ["concurrency observes", "concurrency passes on error", "unvalidated"]);
  assert.deepEqual(weaknessesOf({ ...row, guards: [], passingOnError: [], maxMessageBytes: 1_024 }), ["messages unread"]);
  assert.deepEqual(weaknessesOf({ ...row, authMode: "off", guards: [], passingOnError: [], validated: true }), ["authn off"]);
});
