/** The systemd units, judged by systemd itself. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { runProcess } from "../support/run_process.ts";
import { skipWithout } from "../support/servers.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const root = new URL("../..", import.meta.url).pathname;
const skip = skipWithout("systemd-analyze");
const service = readFileSync(join(root, "deploy/systemd/portcullis.service"), "utf8");

/** The units as installed where this checkout is the package: systemd looks whether the programs are there. */
function installed(context: TestContext): string {
  const folder = temporaryFolder(context);
  const here = service.replaceAll("/usr/bin/node", process.execPath).replaceAll("/usr/local/lib/node_modules/portcullis/", root);
  writeFileSync(join(folder, "portcullis.service"), here);
  writeFileSync(join(folder, "portcullis.socket"), readFileSync(join(root, "deploy/systemd/portcullis.socket")));
  return folder;
}

test("systemd finds no fault in the units, and would find one", { skip }, async (context) => {
  const folder = installed(context);
  const verify = (name: string) => runProcess("systemd-analyze", ["verify", "--man=no", join(folder, name)]);
  const units = await Promise.all(["portcullis.service", "portcullis.socket"].map(verify));
  assert.deepEqual(
    units.map(({ code, err, out }) => [code, `${out}${err}`.split("\n").filter((line) => line.includes("portcullis"))]),
    [
      [0, []],
      [0, []],
    ],
  );
  writeFileSync(join(folder, "broken.service"), service.replace("Restart=on-failure", "Restart=on-tuesdays"));
  assert.match((await verify("broken.service")).err, /Failed to parse service restart specifier/u);
});

test("systemd's own measure of exposure stays at 1.5 or below (0 safe, 10 exposed)", { skip }, async (context) => {
  const end = await runProcess("systemd-analyze", [
    "security",
    "--no-pager",
    "--offline=true",
    "--threshold=15",
    join(installed(context), "portcullis.service"),
  ]);
  assert.equal(end.code, 0, /Overall exposure level.*/u.exec(end.out)?.[0] ?? end.err);
});

test("a reload is SIGHUP, the stop is longer than the drain, and an invalid configuration is not started again and again", () => {
  const valueOf = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, "mu").exec(service)?.[1];
  assert.equal(valueOf("ExecReload"), "/bin/kill -HUP $MAINPID");
  assert.ok(Number(valueOf("TimeoutStopSec")) > 30);
  assert.equal(valueOf("RestartPreventExitStatus"), "3 64");
});
