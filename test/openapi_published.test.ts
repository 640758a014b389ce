/** OpenAPI documents that nobody here wrote: GitHub's REST description, ReadMe's examples in JSON and YAML, Scalar's galaxy. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { before, test } from "node:test";
import { canonicalPath } from "../src/codec/path.ts";
import type { Issue, Parsed } from "../src/kernel/issue.ts";
import { loadDocument, type OpenApiDocument } from "../src/openapi/document.ts";
import type { Operation } from "../src/openapi/operation.ts";
import { compileRouter, type Router } from "../src/openapi/router.ts";

const modules = new URL("../node_modules/", import.meta.url);

const load = (path: string): Promise<Parsed<OpenApiDocument>> => loadDocument(path, { read: (uri) => readFile(new URL(uri, modules)) });

const short = (issues: readonly Issue[]): readonly string[] => issues.map(({ severity, code }) => `${severity} ${code}`);

/** A path that the operation's template matches, with values that no other template takes for a literal. */
function samplePath(operation: Operation, value: (name: string) => string): string {
  return operation.template.replaceAll(/\{([^{}]+)\}/gu, (_whole, name: string) => value(name));
}

function route(router: Router, method: string, raw: string): string {
  const path = canonicalPath(raw);
  assert.ok(!("refused" in path), raw);
  const match = router.match(method, path);
  return match.kind === "match" ? match.operation.id : match.kind;
}

let github: OpenApiDocument;
let router: Router;

before(async () => {
  const loaded = await load("@octokit/openapi/generated/api.github.com.json");
  assert.ok(loaded.ok);
  assert.deepEqual(short(loaded.issues), ["warning openapi.duplicate_template", "warning openapi.duplicate_template"]);
  github = loaded.value;
  const compiled = compileRouter(github.routes);
  assert.ok(compiled.ok);
  router = compiled.value;
});

test("each of GitHub's 1,223 operations is reached by its own path", () => {
  const missed = github.operations.filter(
    (operation) =>
      route(
        router,
        operation.method,
        samplePath(operation, (name) => `~${name}`),
      ) !== operation.id,
  );
  assert.deepEqual(
    missed.map(({ id }) => id),
    [],
  );
  assert.equal(github.operations.length, 1223);
  assert.equal(github.operations.filter(({ security }) => security === null).length, 1223);
});

test("each of GitHub's multi-segment parameters takes a path with slashes", () => {
  const multi = github.operations.filter(({ parameters }) => parameters.some(({ multiSegment }) => multiSegment));
  const missed = multi.filter((operation) => {
    const names = new Set(operation.parameters.filter(({ multiSegment }) => multiSegment).map(({ name }) => name));
    const reaches = (slash: string) =>
      route(
        router,
        operation.method,
        samplePath(operation, (name) => (names.has(name) ? `~a${slash}~b${slash}~c` : `~${name}`)),
      ) === operation.id;
    return !reaches("/") || !reaches("%2F");
  });
  assert.deepEqual(
    missed.map(({ id }) => id),
    [],
  );
  assert.equal(multi.length, 66);
});

/** Documents that we refuse, and why. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  // `{id}` twice in one template.
  "3.0/parameters-common": ["error openapi.template"],
  // Fragments in templates, so that two path items share a path.
  "3.0/parameters-style": ["error openapi.template", "error openapi.template"],
  "3.1/parameters-style": ["error openapi.template", "error openapi.template"],
  // Two media types in one key.
  "3.0/response-examples": ["error openapi.media_type"],
  // A security scheme that is not declared.
  "3.0/response-http-behavior": ["error openapi.undeclared_scheme", "error openapi.undeclared_scheme", "error openapi.undeclared_scheme"],
};

test("ReadMe's documents load, and read the same from JSON and from YAML", async () => {
  let compared = 0;
  const refused: string[] = [];
  for (const version of ["3.0", "3.1"]) {
    for (const file of readdirSync(new URL(`@readme/oas-examples/${version}/yaml/`, modules))) {
      const name = `${version}/${basename(file, ".yaml")}`;
      const yaml = await load(`@readme/oas-examples/${version}/yaml/${file}`);
      const json = await load(`@readme/oas-examples/${version}/json/${basename(file, ".yaml")}.json`);
      compared += 1;
      assert.deepEqual(short(yaml.issues), short(json.issues), name);
      if (!yaml.ok || !json.ok) {
        assert.deepEqual(short(yaml.issues), REFUSED[name], name);
        refused.push(name);
        continue;
      }
      const same = (text: string) => text.replaceAll(/oas-examples\/3\.\d\/(?:json|yaml)\/[^"]*/gu, "file");
      const plain = (document: OpenApiDocument) => same(JSON.stringify(document.operations));
      assert.equal(plain(yaml.value), plain(json.value), name);
      assert.deepEqual(yaml.value.basePaths, json.value.basePaths, name);
      assert.ok(compileRouter(yaml.value.routes).ok, name);
    }
  }
  assert.equal(compared, 52);
  assert.deepEqual(refused.toSorted(), Object.keys(REFUSED).toSorted());
});

test("ReadMe's Swagger 2.0 documents load, and read the same from JSON and from YAML", async () => {
  const operations: Record<string, number> = {};
  for (const file of readdirSync(new URL("@readme/oas-examples/2.0/yaml/", modules))) {
    const name = basename(file, ".yaml");
    const yaml = await load(`@readme/oas-examples/2.0/yaml/${file}`);
    const json = await load(`@readme/oas-examples/2.0/json/${name}.json`);
    assert.ok(yaml.ok && json.ok, name);
    // Bodies without `consumes` are taken for JSON, aloud.
    assert.ok(yaml.issues.every(({ code, severity }) => severity === "warning" && code === "openapi.body_media_type"));
    assert.deepEqual(short(yaml.issues), short(json.issues), name);
    const plain = (document: OpenApiDocument) =>
      JSON.stringify(document.operations).replaceAll(/oas-examples\/2\.0\/(?:json|yaml)\/[^"]*/gu, "file");
    assert.equal(plain(yaml.value), plain(json.value), name);
    const compiled = compileRouter(yaml.value.routes);
    assert.ok(compiled.ok);
    for (const { operation, basePaths } of yaml.value.routes) {
      const raw = `${basePaths[0] ?? ""}${samplePath(operation, () => "7")}`;
      assert.equal(route(compiled.value, operation.method, raw), operation.id);
    }
    operations[name] = yaml.value.operations.length;
  }
  assert.deepEqual(operations, {
    "api-with-examples": 2,
    "petstore-expanded": 4,
    "petstore-minimal": 1,
    "petstore-simple": 3,
    "petstore-with-external-docs": 4,
    petstore: 20,
    "schema-circular": 1,
  });
});

test("Scalar's galaxy loads from YAML and routes each operation", async () => {
  const loaded = await load("@scalar/galaxy/dist/3.1.yaml");
  assert.ok(loaded.ok);
  const compiled = compileRouter(loaded.value.routes);
  assert.ok(compiled.ok);
  for (const { operation, basePaths } of loaded.value.routes) {
    const raw = `${basePaths[0] ?? ""}${samplePath(operation, () => "7")}`;
    assert.equal(route(compiled.value, operation.method, raw), operation.id);
  }
  assert.equal(loaded.value.operations.length, 9);
});
