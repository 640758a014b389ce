/** The package as a user gets it: packed, installed into an empty project, run and imported there. Reaches the npm registry for its dependencies. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../support/temporary_folder.ts";

const root = new URL("../..", import.meta.url).pathname;
const QUIET = ["--no-audit", "--no-fund", "--loglevel=error"];
/** The system's own npm and Node: the folder that npm scripts put first holds the project's. */
const PATH = (process.env["PATH"] ?? "")
  .split(":")
  .filter((folder) => !folder.includes("node_modules"))
  .join(":");
const env = { ...process.env, PATH, CI: "true", NODE_OPTIONS: "" };

const CONFIG = `version: 1
apis:
  - openapi: ./openapi.json
    upstream: http://127.0.0.1:3000
    auth: { issuer: https://idp.example, audience: orders, default: required }
`;
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "orders", version: "1" },
  paths: { "/orders": { get: { responses: { 200: { description: "ok" } } } } },
};
const GUARD = `import { type Check, defineGuard, PASS } from "portcullis";
const check: Check<"route"> = () => PASS;
export const name: string = defineGuard({ name: "mine", phase: "route", summary: "mine", options: { } as never, compile: () => ({ kind: "check", check }) }).name;
`;

test("the packed package checks a configuration in an empty project, and its types and exports are there", (context) => {
  const folder = temporaryFolder(context);
  execFileSync("npm", ["pack", "--pack-destination", folder, ...QUIET], { cwd: root, env, stdio: ["ignore", "ignore", "inherit"] });
  const [tarball = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  execFileSync("npm", ["install", `./${tarball}`, ...QUIET], { cwd: folder, env, stdio: ["ignore", "ignore", "inherit"] });
  const installed = join(folder, "node_modules/portcullis");
  assert.deepEqual([existsSync(join(installed, "src")), existsSync(join(installed, "dist/index.d.ts"))], [false, true]);

  writeFileSync(join(folder, "portcullis.yaml"), CONFIG);
  writeFileSync(join(folder, "openapi.json"), JSON.stringify(DOCUMENT));
  const good = spawnSync("npx", ["portcullis", "check"], { cwd: folder, env, encoding: "utf8" });
  assert.equal(good.status, 0, good.stdout + good.stderr);
  writeFileSync(join(folder, "portcullis.yaml"), CONFIG.replace("upstream", "downstream"));
  const bad = spawnSync("npx", ["portcullis", "check"], { cwd: folder, env, encoding: "utf8" });
  assert.equal(bad.status, 3, bad.stdout + bad.stderr);
  assert.match(bad.stderr, /portcullis\.yaml:4:5: error: .*`downstream`/u);

  const imported = spawnSync(process.execPath, ["-e", 'import("portcullis").then(({ defineGuard }) => console.log(typeof defineGuard))'], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  assert.equal(imported.stdout.trim(), "function", imported.stderr);
  writeFileSync(join(folder, "guard.ts"), GUARD);
  const types = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/typescript/bin/tsc"),
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2024",
      "--skipLibCheck",
      "guard.ts",
    ],
    { cwd: folder, env, encoding: "utf8" },
  );
  assert.equal(types.status, 0, types.stdout);
});
