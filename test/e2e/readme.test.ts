/**
 * Every command of the README is run, as it stands there but for ports that are free here. Commands are the lines of blocks marked `sh`, and
 * code in tables that begins with `portcullis`; one that no test below runs makes the first test fail. Those of docs/ are run by docs.test.ts.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { test, type TestContext } from "node:test";
import { startEcho } from "../support/echo.ts";
import { findServer } from "../support/servers.ts";
import { interrupt, type ProcessEnd, runProcess, startProcess } from "../support/run_process.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const root = new URL("../..", import.meta.url).pathname;

const DEMO_START = "npm start";
const DEMO_SESSION = [
  "TOKEN=$(./bin/portcullis demo token alice | tail -n 1)",
  'curl -i http://127.0.0.1:8080/orders -H "Authorization: Bearer $TOKEN"',
  "curl -i http://127.0.0.1:8080/orders",
] as const;
const DEMO_ATTACK = "npm start -- --attack";
const INIT = "./bin/portcullis init ./openapi.yaml --upstream http://127.0.0.1:3000";
const RUN = "./bin/portcullis run";
/** With a gateway running, in this order. Placeholders are replaced; the exit code is 0 unless it is said. */
const OPERATIONS = [
  "portcullis check",
  "portcullis matrix",
  "portcullis explain -X POST /orders --json '{}' --principal alice",
  "portcullis explain ID",
  "portcullis events --follow --denied",
  "portcullis mode limits observe --for 30m",
  "portcullis keys create NAME",
  "portcullis keys revoke ID",
] as const;
/** Run by CI itself, in these words. */
const IN_CI = ["npm ci", "npm ci && npm test"] as const;

function documentedCommands(): ReadonlySet<string> {
  const commands = new Set<string>();
  const text = readFileSync(join(root, "README.md"), "utf8");
  for (const [, block = ""] of text.matchAll(/^```sh\n([\s\S]*?)^```$/gmu))
    for (const line of block.split("\n")) if (line.trim() !== "" && !line.startsWith("#")) commands.add(line.trim());
  for (const line of text.split("\n").filter((each) => each.startsWith("|")))
    for (const [, code = ""] of line.matchAll(/`(portcullis [^`]*)`/gu)) commands.add(code);
  return commands;
}

test("every command of the README is run by a test here or by CI", () => {
  const run = new Set<string>([DEMO_START, ...DEMO_SESSION, DEMO_ATTACK, INIT, RUN, ...OPERATIONS, ...IN_CI]);
  assert.deepEqual([...documentedCommands()].toSorted(), [...run].toSorted());
  const ci = readFileSync(join(root, ".ci/run"), "utf8");
  assert.match(ci, /^npm ci\b/mu);
  assert.match(ci, /^npm test$/mu);
});

/** Ports that are free now, by the names of the demo's flags. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            resolve(address !== null && typeof address === "object" ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A machine without curl gets one that does what the README asks of it: `-i`, a URL, `-H`. */
function pathWithCurl(context: TestContext): string {
  const path = process.env["PATH"] ?? "";
  if (findServer("curl") !== null) return path;
  const folder = temporaryFolder(context);
  const script = `#!${process.execPath}
const args = process.argv.slice(2).filter((arg) => arg !== "-i");
const headers = {};
for (let at = args.indexOf("-H"); at !== -1; at = args.indexOf("-H")) {
  const [, header] = args.splice(at, 2);
  headers[header.slice(0, header.indexOf(":"))] = header.slice(header.indexOf(":") + 1).trim();
}
const answer = await fetch(args[0], { headers });
console.log("HTTP/1.1 " + answer.status);
console.log(await answer.text());
`;
  writeFileSync(join(folder, "curl.mjs"), script);
  writeFileSync(join(folder, "curl"), `#!/bin/sh\nexec "${process.execPath}" "${join(folder, "curl.mjs")}" "$@"\n`, { mode: 0o755 });
  return `${folder}${delimiter}${path}`;
}

const statusesOf = ({ out }: ProcessEnd): readonly string[] =>
  [...out.matchAll(/HTTP\/1\.1 ([0-9]{3})/gu)].map(([, status = ""]) => status);

test("the demo: one command starts it, the lines beside it give a 200 and a 401", async (context) => {
  const [api = 0, admin = 0, issuer = 0, shop = 0] = await freePorts(4);
  const flags = ["--port", api, "--admin-port", admin, "--issuer-port", issuer, "--shop-port", shop].map(String);
  const [program = "", ...args] = DEMO_START.split(" ");
  const demo = startProcess(program, [...args, "--", ...flags], { cwd: root, group: true });
  context.after(() => interrupt(demo));
  await demo.says("portcullis ready");
  const script = DEMO_SESSION.join("\n").replaceAll(":8080", `:${api}`).replace("token alice", `token alice --issuer-port ${issuer}`);
  const session = await runProcess("sh", ["-c", script], { cwd: root, env: { PATH: pathWithCurl(context) } });
  assert.deepEqual(statusesOf(session), ["200", "401"], session.out + session.err);
  interrupt(demo);
  await demo.end;
  await assert.rejects(fetch(`http://127.0.0.1:${api}/orders`), "Ctrl-C stops everything that was started");
});

test("the demo's attacks end with a table that is honest", async () => {
  const [program = "", ...args] = DEMO_ATTACK.split(" ");
  const flags = ["--port", "0", "--admin-port", "0", "--issuer-port", "0", "--shop-port", "0"];
  const attack = await runProcess(program, [...args, ...flags], { cwd: root });
  assert.equal(attack.code, 0, attack.out + attack.err);
  const summary = /^[0-9]+ of [0-9]+ exploits work on the shop alone; .*$/mu.exec(attack.out)?.[0] ?? "";
  assert.ok(summary !== "", attack.out);
  assert.ok(readFileSync(join(root, "README.md"), "utf8").includes(summary), `the README's table says something else than: ${summary}`);
});

const OPENAPI = `openapi: 3.1.0
info: { title: Orders, version: "1" }
paths:
  /orders:
    get: { operationId: listOrders, responses: { "200": { description: ok } } }
    post:
      operationId: createOrder
      requestBody: { content: { application/json: { schema: { type: object, required: [items] } } } }
      responses: { "201": { description: made } }
`;

test("an API of one's own: two commands to a 401 and a 200, then every command of the table", async (context) => {
  const echo = await startEcho();
  context.after(() => echo.close());
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, "openapi.yaml"), OPENAPI);
  const shell = (command: string) => {
    const here = command.replace(/^(?:\.\/bin\/)?portcullis/u, `"${process.execPath}" "${join(root, "bin/portcullis")}"`);
    return { program: "sh", args: ["-c", `exec ${here}`], options: { cwd: folder } } as const;
  };
  const runIn = (command: string): Promise<ProcessEnd> => {
    const { program, args, options } = shell(command);
    return runProcess(program, args, options);
  };
  const init = await runIn(INIT.replace("http://127.0.0.1:3000", echo.base));
  assert.equal(init.code, 0, init.err);
  const key = /shown this once: (\S+)/u.exec(init.out)?.[1] ?? "";

  const [port = 0, admin = 0] = await freePorts(2);
  const config = join(folder, "portcullis.yaml");
  writeFileSync(config, readFileSync(config, "utf8").replace(":8080", `:${port}`).replace(":9090", `:${admin}`));
  const { program, args, options } = shell(RUN);
  const gateway = startProcess(program, args, options);
  context.after(() => gateway.child.kill("SIGTERM"));
  await gateway.says("portcullis ready");
  const refused = await fetch(`http://127.0.0.1:${port}/orders`);
  const passed = await fetch(`http://127.0.0.1:${port}/orders`, { headers: { "X-API-Key": key } });
  assert.deepEqual([refused.status, passed.status], [401, 200]);
  const id = refused.headers.get("x-request-id") ?? "";

  const [check, matrix, explain, explainId, follow, mode, create, revoke] = OPERATIONS;
  for (const [command, expected] of [
    [check, /portcullis\.yaml: ok/u],
    [matrix, /^GET \/orders +API key in header X-API-Key/mu],
    [explain, /^answered 422 by openapi_request/mu],
    [mode, /^limits +observe/mu],
  ] as const) {
    const end = await runIn(command);
    assert.equal(end.code, 0, `${command}: ${end.err}`);
    assert.match(end.out, expected, command);
  }
  const following = shell(follow);
  const tail = startProcess(following.program, following.args, following.options);
  context.after(() => tail.child.kill("SIGKILL"));
  await tail.says("/orders");
  tail.child.kill("SIGINT");
  assert.equal((await tail.end).code, 0);
  assert.match((await runIn(explainId.replace("ID", id))).out, /^stored record: /mu);
  const created = await runIn(create.replace("NAME", "ci"));
  assert.match(created.out, /^pc_/u);
  assert.equal((await runIn(revoke.replace("ID", created.out.slice(3, 13)))).code, 0);
  gateway.child.kill("SIGTERM");
  assert.equal((await gateway.end).code, 0);
});

test("every link of the README leads somewhere", () => {
  const text = readFileSync(join(root, "README.md"), "utf8");
  const links = [...text.matchAll(/\]\(([^)#:]+)\)/gu)].map(([, link = ""]) => link);
  assert.deepEqual(
    links.filter((link) => !existsSync(join(root, link))),
    [],
  );
  assert.ok(links.length >= 5);
});
