/** The command line as a user calls it: what it says, and how it ends. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { startEcho } from "../support/echo.ts";
import { type RunningProcess, runPortcullis, startPortcullis } from "../support/run_process.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Things", version: "1" },
  paths: {
    "/things": {
      get: { operationId: "list", security: [{ key: [] }], responses: {} },
      post: {
        operationId: "make",
        security: [{ key: ["write"] }],
        requestBody: { content: { "application/json": { schema: { type: "object", properties: { n: { type: "integer" } } } } } },
        responses: {},
      },
    },
    "/open": { get: { operationId: "open", security: [], responses: {} } },
  },
  components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
};

/** A folder with a document and a configuration that uses it. */
function project(context: TestContext, more: object = {}, api: object = {}): string {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, "openapi.json"), JSON.stringify(DOCUMENT));
  const config = {
    version: 1,
    listen: "127.0.0.1:0",
    admin: "127.0.0.1:0",
    log: { exchanges: "off" },
    ...more,
    apis: [{ name: "things", openapi: "openapi.json", upstream: "http://127.0.0.1:9", auth: { keys: "keys.json" }, ...api }],
  };
  writeFileSync(join(folder, "portcullis.yaml"), JSON.stringify(config, null, 2));
  return folder;
}

interface Started {
  readonly gateway: RunningProcess;
  readonly base: string;
  readonly admin: string;
}

async function startIn(context: TestContext, folder: string, ...args: readonly string[]): Promise<Started> {
  const echo = await startEcho();
  context.after(() => echo.close());
  const gateway = startPortcullis(["run", "--upstream", echo.base, ...args], { cwd: folder });
  context.after(() => gateway.child.kill("SIGKILL"));
  const said = await gateway.says("portcullis ready");
  const base = /listening on (\S+)/u.exec(said)?.[1] ?? "";
  const admin = /admin API on http:\/\/(\S+)/u.exec(said)?.[1] ?? "";
  return { gateway, base, admin };
}

const json = (text: string): unknown => JSON.parse(text);

test("check says everything at once with positions, and ends with 3", async (context) => {
  const folder = project(context, { colour: 1 }, { limits: [{ per: "ip", rate: "often" }] });
  const text = await runPortcullis(["check"], { cwd: folder });
  assert.equal(text.code, 3);
  assert.match(text.err, /^portcullis\.yaml:[0-9]+:[0-9]+: error: unknown key `colour`/mu);
  assert.match(text.err, /^portcullis\.yaml:[0-9]+:[0-9]+: error: expected a count/mu);
  assert.match(text.out, /portcullis\.yaml: not ok \(2 errors, 0 warnings\)/u);
  const sarif = await runPortcullis(["check", "--output", "sarif"], { cwd: folder });
  assert.equal(sarif.code, 3);
  const rules = JSON.stringify(json(sarif.out));
  assert.match(rules, /"ruleId":"config\.unknown_key"/u);
  assert.match(rules, /"artifactLocation":\{"uri":"portcullis\.yaml"\},"region":\{"startLine":[0-9]+/u);
  const junit = await runPortcullis(["check", "--output", "junit"], { cwd: folder });
  assert.match(junit.out, /<testsuite name="portcullis check" tests="2" failures="2">/u);
});

test("check is 0 for what is right, and --strict counts warnings", async (context) => {
  const folder = project(context, {}, { auth: { keys: "keys.json", keys_for: [] } });
  const good = await runPortcullis(["check"], { cwd: folder });
  assert.equal(good.code, 0, good.err);
  assert.match(good.out, /^things: 3 operations -> http:\/\/127\.0\.0\.1:9$/mu);
  assert.match(good.out, /portcullis\.yaml: ok \(0 errors, 0 warnings\)/u);
  const missing = await runPortcullis(["check", "nowhere.yaml"], { cwd: folder });
  assert.equal(missing.code, 3);
  assert.match(missing.err, /`portcullis init OPENAPI --upstream URL` writes one/u);
  writeFileSync(join(folder, "any.yaml"), "version: 1\napis: [{ name: old, routes: any, public: true, upstream: 'http://127.0.0.1:9' }]\n");
  const unvalidated = await runPortcullis(["check", "any.yaml"], { cwd: folder });
  assert.equal(unvalidated.code, 0);
  assert.match(unvalidated.out, /^old: every path, unvalidated \(`routes: any`\)/mu);
});

test("a key is shown once, opens the gateway at once, and is refused when it is revoked", async (context) => {
  const folder = project(context);
  const { base, gateway } = await startIn(context, folder, "--admin", "off");
  const made = await runPortcullis(["keys", "create", "ci", "--scopes", "write", "--expires", "90d"], { cwd: folder });
  assert.equal(made.code, 0, made.err);
  const key = made.out.trim();
  assert.match(key, /^pc_[a-z2-7]{10}_[A-Za-z0-9_-]{49}$/u);
  assert.ok(!readFileSync(join(folder, "keys.json"), "utf8").includes(key.slice(14)), "only a digest is kept");
  const call = async (): Promise<number> => (await fetch(`${base}/things`, { headers: { "x-key": key } })).status;
  const until = async (status: number): Promise<void> => {
    for (let tries = 0; (await call()) !== status; tries++) {
      assert.ok(tries < 100, `never ${status}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await until(200);
  const listed = await runPortcullis(["keys", "list", "--output", "json"], { cwd: folder });
  const id = key.slice(3, 13);
  assert.match(listed.out, new RegExp(`"id": "${id}"`, "u"));
  assert.doesNotMatch(listed.out, /digest/u);
  const revoked = await runPortcullis(["keys", "revoke", id], { cwd: folder });
  assert.equal(revoked.code, 0);
  await until(401);
  assert.equal((await runPortcullis(["keys", "revoke", "aaaaaaaaaa"], { cwd: folder })).code, 1);
  assert.match((await runPortcullis(["keys", "list"], { cwd: folder })).out, /revoked [0-9]{4}-/u);
  gateway.child.kill("SIGTERM");
  assert.equal((await gateway.end).code, 0);
});

test("explain runs a request through every phase without asking the API, with a supposed caller and its scopes", async (context) => {
  const folder = project(context);
  const explain = (...args: readonly string[]) => runPortcullis(["explain", ...args], { cwd: folder });
  const passes = await explain("-X", "POST", "/things", "--json", '{"n":1}', "--principal", "alice", "--scopes", "write");
  assert.equal(passes.code, 0, passes.err);
  assert.match(passes.out, /^ {2}authn +authn +passes: supposed\|alice$/mu);
  assert.match(passes.out, /^forwarded to http:\/\/127\.0\.0\.1:9:$/mu);
  assert.match((await explain("/things")).out, /^answered 401 by authn/mu);
  assert.match((await explain("/things", "-X", "POST", "--principal", "alice")).out, /^answered 403 by authn/mu);
  const wrong = await explain("/things", "--json", '{"n":"x"}', "--principal", "alice", "--scopes", "write", "--output", "json");
  assert.match(wrong.out, /"by": "openapi_request",\n\s+"mode": "enforce",\n\s+"said": "refuses"/u);
  assert.match(wrong.out, /"place": "body:\/n"/u);
  assert.match((await explain("/nope")).out, /^ {2}routing +routes +refuses$/mu);
  assert.match((await explain("/things", "-H", "Content-Length: 1", "-H", "Transfer-Encoding: chunked")).out, /^answered 400 by framing/mu);
  assert.equal((await explain("/things", "--scopes", "write")).code, 64);
});

test("events are found again by id and explained as stored; a captured one runs again", async (context) => {
  const folder = project(context, { capture: { match: "denied", for: "10m" } });
  const { base, gateway } = await startIn(context, folder, "--admin", "off");
  const refused = await fetch(`${base}/things?q=1`, { headers: { "x-key": "wrong" } });
  const id = refused.headers.get("x-request-id") ?? "";
  gateway.child.kill("SIGTERM");
  assert.equal((await gateway.end).code, 0);
  const listed = await runPortcullis(["events", "--denied", "--output", "json"], { cwd: folder });
  assert.ok(listed.out.includes(id), listed.out + listed.err);
  const table = await runPortcullis(["events"], { cwd: folder });
  assert.equal(table.code, 0, table.err);
  assert.match(table.out, /\/things/u);
  const stored = await runPortcullis(["explain", id], { cwd: folder });
  assert.equal(stored.code, 0, stored.err);
  assert.match(stored.out, /^stored record: this was decided then; nothing was run again$/mu);
  assert.match(stored.out, /api_key\.unknown/u);
  const again = await runPortcullis(["explain", id, "--again"], { cwd: folder });
  assert.equal(again.code, 0, again.err);
  assert.match(again.out, /^answered 401 by authn/mu);
  const unknown = await runPortcullis(["explain", "01920000-0000-7000-8000-000000000001"], { cwd: folder });
  assert.equal(unknown.code, 1);
});

test("matrix names who may call and what is not enforced", async (context) => {
  const folder = project(context, {}, { limits: [{ per: "ip", rate: "9/min" }], modes: { limits_before_auth: "observe" } });
  const text = await runPortcullis(["matrix"], { cwd: folder });
  assert.match(text.out, /^POST \/things +API key in header X-Key with write +9\/min per ip +1 MB +limits_before_auth observes$/mu);
  const markdown = await runPortcullis(["matrix", "--output", "markdown"], { cwd: folder });
  assert.match(markdown.out, /^\| things \| GET \/open \| anyone \| 9\/min per ip \| 1 MB \| limits_before_auth observes \|$/mu);
});

test("mode changes a guard of the running gateway for a while, shows it and ends it", async (context) => {
  const folder = project(context, {}, { limits: [{ per: "ip", rate: "1/h" }] });
  const { base, admin } = await startIn(context, folder);
  const mode = (...args: readonly string[]) => runPortcullis(["mode", ...args, "--admin", admin], { cwd: folder });
  assert.match((await mode()).out, /^no mode is overridden/u);
  assert.equal((await fetch(`${base}/open`)).status, 200);
  assert.equal((await fetch(`${base}/open`)).status, 429);
  const set = await mode("limits_before_auth", "observe", "--for", "5m", "--reason", "a test");
  assert.equal(set.code, 0, set.err);
  assert.match(set.out, /limits_before_auth +observe +.*a test/u);
  assert.equal((await fetch(`${base}/open`)).status, 200);
  assert.equal((await mode("limits_before_auth", "--clear")).code, 0);
  assert.equal((await fetch(`${base}/open`)).status, 429);
  const unknown = await mode("no_such_guard", "observe", "--for", "5m");
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /404/u);
  assert.equal((await mode("limits", "observe")).code, 64);
});

test("a changed file is taken over; one with an error leaves the old configuration in force and says so", async (context) => {
  const folder = project(context);
  const { base, gateway } = await startIn(context, folder, "--admin", "off");
  const file = join(folder, "portcullis.yaml");
  const before = readFileSync(file, "utf8");
  assert.equal((await fetch(`${base}/open`)).status, 200);
  writeFileSync(file, before.replace('"version": 1', '"version": 1,\n  "ip": { "deny": ["127.0.0.1"] }'));
  await gateway.says("the new configuration holds from here on");
  assert.equal((await fetch(`${base}/open`)).status, 403);
  writeFileSync(file, before.replace('"version"', '"vershun"'));
  await gateway.says("the old configuration stays in force");
  assert.equal((await fetch(`${base}/open`)).status, 403);
  writeFileSync(file, before);
  gateway.child.kill("SIGHUP");
  for (let tries = 0; (await fetch(`${base}/open`)).status !== 200; tries++) {
    assert.ok(tries < 100);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

test("run refuses what check refuses, addresses that others reach, and a port that is taken, each with its code", async (context) => {
  const folder = project(context);
  const public_ = await runPortcullis(["run", "--listen", "0.0.0.0:0"], { cwd: folder });
  assert.equal(public_.code, 64);
  assert.match(public_.err, /write `plaintext: true`/u);
  const echo = await startEcho();
  context.after(() => echo.close());
  const taken = await runPortcullis(["run", "--admin", "off", "--listen", `127.0.0.1:${echo.port}`], { cwd: folder });
  assert.equal(taken.code, 1);
  assert.match(taken.err, new RegExp(`\`127\\.0\\.0\\.1:${echo.port}\` is taken`, "u"));
  const broken = await runPortcullis(["run"], { cwd: project(context, { colour: 1 }) });
  assert.equal(broken.code, 3);
});

test("SIGTERM ends the gateway when the exchange under way is over", async (context) => {
  const folder = project(context);
  let answer = (): void => {};
  const slow = await startEcho((_request, response) => {
    answer = () => response.end("done");
  });
  context.after(() => slow.close());
  const gateway = startPortcullis(["run", "--admin", "off", "--upstream", slow.base], { cwd: folder });
  const base = /listening on (\S+)/u.exec(await gateway.says("portcullis ready"))?.[1] ?? "";
  const pending = fetch(`${base}/open`);
  while (slow.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  gateway.child.kill("SIGTERM");
  await gateway.says("waiting for the exchanges under way");
  answer();
  assert.equal(await (await pending).text(), "done");
  assert.equal((await gateway.end).code, 0);
});

test("the schema that is printed describes the configuration", async (context) => {
  const printed = await runPortcullis(["schema"]);
  const schema = json(printed.out);
  assert.ok(typeof schema === "object" && schema !== null);
  const validate = new Ajv2020({ strict: false, logger: false }).compile(schema);
  assert.ok(validate(json(readFileSync(join(project(context), "portcullis.yaml"), "utf8"))), JSON.stringify(validate.errors));
});
