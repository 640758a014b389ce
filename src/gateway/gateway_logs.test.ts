import assert from "node:assert/strict";
import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { batchOf, recordWith } from "../../test/support/exchange_record.ts";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { GatewayLogs } from "./gateway_logs.ts";

test("JSON lines of exchanges and of the gateway go to one file; beside another format its own go elsewhere", async (context) => {
  for (const [format, lines] of [
    ["json", 2],
    ["combined", 1],
  ] as const) {
    const folder = temporaryFolder(context);
    const logs = new GatewayLogs({ exchanges: "denied", format, file: "log" }, folder, null);
    if (format === "json") logs.app.warn("a line of its own");
    logs.exchanges?.writeLines(batchOf(recordWith({})));
    await logs.close();
    assert.equal(readFileSync(join(folder, "log"), "utf8").trimEnd().split("\n").length, lines);
    assert.equal(logs.lost, 0);
    assert.equal(logs.exchanges === null, false);
  }
});

test("without lines of exchanges the gateway's own are still written; a file that was moved away is made anew", async (context) => {
  const file = join(temporaryFolder(context), "log");
  const logs = new GatewayLogs({ exchanges: "off", format: "json", file }, "/", null);
  assert.equal(logs.exchanges, null);
  logs.app.warn("one");
  const says = (name: string, word: string): boolean => {
    try {
      return readFileSync(name, "utf8").includes(word);
    } catch {
      return false;
    }
  };
  for (let round = 0; round < 200 && !says(file, "one"); round++) await new Promise((resolve) => setTimeout(resolve, 10));
  renameSync(file, `${file}.1`);
  logs.reopen();
  logs.app.warn("two");
  await logs.close();
  logs.reopen();
  assert.ok(says(`${file}.1`, "one") && (says(file, "two") || says(`${file}.1`, "two")));
});
