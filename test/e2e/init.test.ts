/**
 * The README's second section on documents that nobody here wrote: `init`, `run`, a protected 200 and a 401. GitHub's REST description, Scalar's galaxy and
 * Swagger's petstore come from the npm packages @octokit/openapi, @scalar/galaxy and @readme/oas-examples, all under the MIT licence.
 */
import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test, type TestContext } from "node:test";
import { startEcho } from "../support/echo.ts";
import { runPortcullis, startPortcullis } from "../support/run_process.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const modules = new URL("../../node_modules/", import.meta.url).pathname;

const DOCUMENTS = [
  { file: "@octokit/openapi/generated/api.github.com.json", operations: 1223, call: "/" },
  { file: "@scalar/galaxy/dist/3.1.yaml", operations: 9, call: "/me" },
  { file: "@readme/oas-examples/3.0/yaml/petstore.yaml", operations: 20, call: "/v2/store/inventory" },
  { file: "@readme/oas-examples/2.0/json/petstore.json", operations: 20, call: "/v2/store/inventory" },
] as const;

/** A folder with the document in it, as a reader would have it. */
function projectWith(context: TestContext, document: string): { readonly folder: string; readonly document: string } {
  const folder = temporaryFolder(context);
  cpSync(join(modules, document), join(folder, basename(document)));
  return { folder, document: `./${basename(document)}` };
}

/** The two curl commands that `init` ends with, as requests. */
function callsOf(out: string): readonly { readonly url: string; readonly headers: Record<string, string> }[] {
  return [...out.matchAll(/^ {2}curl -i (\S+)(?: -H '([^:']+): ([^']+)')? /gmu)].map(([, url = "", name, value = ""]) => ({
    url,
    headers: name === undefined ? {} : { [name]: value },
  }));
}

for (const { file, operations, call } of DOCUMENTS) {
  test(`${file}: from the document to a protected 200 and a 401`, async (context) => {
    const echo = await startEcho();
    context.after(() => echo.close());
    const { folder, document } = projectWith(context, file);
    const init = await runPortcullis(["init", document, "--upstream", echo.base], { cwd: folder });
    assert.equal(init.code, 0, init.err);
    assert.match(init.out, new RegExp(`^wrote portcullis\\.yaml: ${operations} operations`, "u"));

    const check = await runPortcullis(["check", "--output", "json"], { cwd: folder });
    assert.equal(check.code, 0, check.out + check.err);

    const gateway = startPortcullis(["run", "--listen", "127.0.0.1:0", "--admin", "off"], { cwd: folder });
    context.after(() => gateway.child.kill("SIGKILL"));
    const base = /listening on (http:\/\/127\.0\.0\.1:[0-9]+)/u.exec(await gateway.says("portcullis ready"))?.[1] ?? "";
    const [without, withKey, ...more] = callsOf(init.out);
    assert.ok(without !== undefined && withKey !== undefined && more.length === 0, init.out);
    assert.deepEqual([without.url, withKey.url], [`http://127.0.0.1:8080${call}`, `http://127.0.0.1:8080${call}`]);

    const refused = await fetch(`${base}${call}`);
    assert.equal(refused.status, 401);
    assert.ok(refused.headers.has("www-authenticate"));
    assert.equal(echo.received.length, 0, "what is refused does not reach the API");
    const passed = await fetch(`${base}${call}`, { headers: withKey.headers });
    assert.equal(passed.status, 200, await passed.clone().text());
    assert.equal(echo.received[0]?.url, call);
    const undeclared = await fetch(`${base}/no-such-path`, { headers: withKey.headers });
    assert.equal(undeclared.status, 404);

    gateway.child.kill("SIGTERM");
    const end = await gateway.end;
    assert.equal(end.code, 0, end.err);
  });
}

test("init leaves a file that exists alone unless it is told to write over it", async (context) => {
  const { folder, document } = projectWith(context, DOCUMENTS[1].file);
  const mine = join(folder, "portcullis.yaml");
  writeFileSync(mine, "mine\n");
  const args = ["init", document, "--upstream", "http://127.0.0.1:3000"];
  const refused = await runPortcullis(args, { cwd: folder });
  assert.equal(refused.code, 64);
  assert.match(refused.err, /portcullis\.yaml exists; --force writes over it/u);
  assert.equal(readFileSync(mine, "utf8"), "mine\n");
  assert.ok(!existsSync(join(folder, ".portcullis")));
  const forced = await runPortcullis([...args, "--force"], { cwd: folder });
  assert.equal(forced.code, 0, forced.err);
  assert.match(readFileSync(mine, "utf8"), /^# yaml-language-server: \$schema=\.portcullis\/config\.schema\.json\n/u);
});

test("init with an issuer writes a configuration that takes its tokens, and keys in a file for its owner alone", async (context) => {
  const { folder, document } = projectWith(context, DOCUMENTS[2].file);
  const init = await runPortcullis(
    [
      "init",
      document,
      "--upstream",
      "http://127.0.0.1:3000",
      "--issuer",
      "https://idp.example",
      "--audience",
      "pets",
      "--out",
      "conf/gate.yaml",
    ],
    { cwd: folder },
  );
  assert.equal(init.code, 0, init.err);
  const written = readFileSync(join(folder, "conf", "gate.yaml"), "utf8");
  assert.match(written, /openapi: \.\.\/petstore\.yaml/u);
  assert.match(written, /issuer: https:\/\/idp\.example\n\s+audience: pets\n/u);
  assert.doesNotMatch(written, /keys_for/u);
  assert.equal(statSync(join(folder, "conf", ".portcullis", "keys.json")).mode & 0o777, 0o600);
  const matrix = await runPortcullis(["matrix", "conf/gate.yaml"], { cwd: folder });
  assert.match(matrix.out, /token of https:\/\/idp\.example with write:pets, read:pets/u);
});

test("a document that can't be used is named with its issues and nothing is written", async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(
    join(folder, "openapi.yaml"),
    "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /a:\n    get:\n      security: [{ nope: [] }]\n",
  );
  const init = await runPortcullis(["init", "openapi.yaml", "--upstream", "http://127.0.0.1:3000"], { cwd: folder });
  assert.equal(init.code, 3);
  assert.match(init.err, /^openapi\.yaml:6:[0-9]+: error: /mu);
  assert.ok(!existsSync(join(folder, "portcullis.yaml")));
});

test("what init is not told it asks for", async (context) => {
  const folder = temporaryFolder(context);
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["init"], /name one OpenAPI document/u],
    [["init", "a.yaml"], /say where the API runs/u],
    [["init", "a.yaml", "--upstream", "ftp://x"], /say where the API runs/u],
    [["init", "https://x/a.yaml", "--upstream", "http://x"], /download the document first/u],
    [["init", "a.yaml", "--upstream", "http://x", "--issuer", "https://i"], /go together/u],
  ];
  for (const [args, expected] of cases) {
    const end = await runPortcullis(args, { cwd: folder });
    assert.equal(end.code, 64, end.err);
    assert.match(end.err, expected);
  }
});
