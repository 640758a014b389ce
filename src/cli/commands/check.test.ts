import assert from "node:assert/strict";
import { test } from "node:test";
import { callCommand, folderWith, SMALL_PROJECT } from "../../../test/support/command_io.ts";
import { check } from "./check.ts";

test("what is right is summed up and ends with 0", async (context) => {
  const called = await callCommand(check, [], folderWith(context, SMALL_PROJECT));
  assert.deepEqual(called, {
    code: 0,
    out: "things: 2 operations -> http://127.0.0.1:9\n  who may call: API key in header X-Key with write (1); anyone (1)\nportcullis.yaml: ok (0 errors, 0 warnings)\n",
    err: "",
  });
});

test("warnings count with --strict alone", async (context) => {
  const document = (SMALL_PROJECT["openapi.yaml"] ?? "")
    .replace("[{ key: [write] }]", "[{ key: [write] }, { basic: [] }]")
    .replace("securitySchemes: {", "securitySchemes: { basic: { type: http, scheme: basic },");
  const folder = folderWith(context, { ...SMALL_PROJECT, "openapi.yaml": document });
  assert.equal((await callCommand(check, [], folder)).code, 0);
  const strict = await callCommand(check, ["--strict", "--output", "json"], folder);
  assert.equal(strict.code, 3);
  assert.match(strict.out, /"ok": false/u);
  assert.match(strict.out, /"code": "auth\.unusable_scheme"/u);
  assert.match((await callCommand(check, ["--output", "junit"], folder)).out, /failures="0"/u);
  assert.match((await callCommand(check, ["--strict", "--output", "junit"], folder)).out, /failures="1"/u);
});

test("a folder or an OpenAPI document in place of the configuration is told", async (context) => {
  const folder = folderWith(context, SMALL_PROJECT);
  assert.match((await callCommand(check, ["."], folder)).err, /^`\.` is a folder; /u);
  const document = await callCommand(check, ["openapi.yaml"], folder);
  assert.equal(document.code, 64);
  assert.match(document.err, /is an OpenAPI document, no configuration; `portcullis init openapi\.yaml --upstream URL`/u);
});

test("formats are text, json, sarif and junit", async (context) => {
  const folder = folderWith(context, { "portcullis.yaml": "version: 1\n" });
  assert.match((await callCommand(check, ["--output", "sarif"], folder)).out, /"version": "2\.1\.0"/u);
  assert.match((await callCommand(check, ["--output", "junit"], folder)).out, /failures="1"/u);
  assert.deepEqual(await callCommand(check, ["--output", "xml"], folder), {
    code: 64,
    out: "",
    err: "no output format `xml`; there are text, json, sarif, junit",
  });
});

/** One mistake of each kind: of the file's shape, of files it names, of documents, and of what only compiling them together finds. */
const MISTAKES: Readonly<Record<string, string>> = {
  "portcullis.yaml": `version: 1
colour: blue
listen: { address: 127.0.0.1:0, tls: { cert: nowhere.pem, key: nowhere.key } }
capture: { match: "status=", for: 1h }
guards: [./nowhere.ts]
modes: { no_such_guard: observe }
ip: { deny: [300.1.1.1] }
apis:
  - name: shape
    openapi: ./secured.yaml
    upstream: ftp://nowhere
    prefix: /shape
    limits: [{ per: ip, rate: fast }]
  - name: broken
    openapi: ./broken.yaml
    upstream: { url: "http://127.0.0.1:9", ca: nowhere.crt }
    prefix: /broken
    headers: { request: { set: { Host: other.example } } }
  - name: options
    openapi: ./pattern.yaml
    upstream: http://127.0.0.1:9
    prefix: /options
    cors: { origins: ["*"], credentials: true }
    operations: { nobody: { max_body: 1KB } }
  - name: options
    openapi: ./nowhere.yaml
    upstream: http://127.0.0.1:9
    prefix: /shape
    strip_prefx: true
  - 5
`,
  "secured.yaml": `openapi: 3.1.0
info: { title: s, version: "1" }
paths:
  /a: { get: { operationId: open, responses: { "200": { description: ok } } } }
`,
  "broken.yaml": `openapi: 3.1.0
info: { title: b, version: "1" }
paths:
  /a:
    get:
      operationId: bad
      security: [{ key: [] }]
      parameters: [{ $ref: "#/components/parameters/none" }]
      responses: { "200": { description: ok } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X } } }
`,
  "pattern.yaml": `openapi: 3.1.0
info: { title: p, version: "1" }
paths:
  /a:
    get:
      operationId: look
      parameters: [{ name: q, in: query, schema: { type: string, pattern: "(a)\\\\1" } }]
      responses: { "200": { description: ok } }
`,
};

test("one run tells every issue of the file, its documents and what compiling finds, each with its place", async (context) => {
  const called = await callCommand(check, [], folderWith(context, MISTAKES));
  assert.equal(called.code, 3);
  const told = [...called.err.matchAll(/^(\S+:\d+:\d+): error: .* \[(\S+)\]$/gmu)].map(([, place, code]) => `${place} ${code}`);
  assert.deepEqual(told, [
    "portcullis.yaml:2:1 config.unknown_key",
    "portcullis.yaml:3:40 config.unreadable",
    "portcullis.yaml:3:59 config.unreadable",
    "portcullis.yaml:4:12 capture.invalid",
    "portcullis.yaml:5:10 config.user_guard",
    "portcullis.yaml:6:10 config.unknown_guard",
    "portcullis.yaml:7:14 ip.invalid",
    "portcullis.yaml:9:5 auth.undeclared",
    "portcullis.yaml:11:5 config.invalid",
    "portcullis.yaml:13:25 config.invalid",
    "portcullis.yaml:14:5 auth.missing",
    "portcullis.yaml:16:44 config.unreadable",
    "portcullis.yaml:18:34 headers.invalid",
    "portcullis.yaml:19:5 auth.undeclared",
    "portcullis.yaml:23:29 cors.invalid",
    "portcullis.yaml:24:19 config.unknown_operation",
    "portcullis.yaml:25:5 config.duplicate_name",
    "portcullis.yaml:25:5 config.overlap",
    "portcullis.yaml:26:5 openapi.unreadable",
    "portcullis.yaml:29:5 config.unknown_key",
    "portcullis.yaml:30:5 config.invalid",
    "broken.yaml:8:22 openapi.unresolved_ref",
    "pattern.yaml:7:66 validation.invalid",
  ]);
  assert.equal(told.length, called.err.trimEnd().split("\n").length);
});
