import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { deniedRecord, recordWith } from "../../test/support/exchange_record.ts";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { RecordLines } from "../events/record_line.ts";
import { Log } from "./log.ts";

const text = (): string => {
  const lines = new RecordLines();
  return [recordWith({}), deniedRecord({}), recordWith({ outcome: "failed", status: 502 })].map((record) => lines.write(record)).join("\n");
};

test("exchanges and the gateway's own lines are JSON lines of one stream, with pino's level and time", async (context) => {
  const file = join(temporaryFolder(context), "logs", "gateway.log");
  const log = new Log({ level: "info", file });
  log.app.info({ generation: 2 }, "configuration reloaded");
  log.writeLines(text());
  await log.close();
  const lines = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  const levels = lines.map((line) => (typeof line === "object" && line !== null && "level" in line && "time" in line ? line.level : null));
  assert.deepEqual(levels, [30, 30, 40, 50]);
  assert.equal(log.lost, 0);
});

test("below the level nothing is written", async (context) => {
  const folder = temporaryFolder(context);
  for (const [level, count] of [
    ["warn", 2],
    ["error", 1],
    ["silent", 0],
  ] as const) {
    const file = join(folder, level);
    const log = new Log({ level, file });
    log.writeLines(text());
    await log.close();
    assert.equal(readFileSync(file, "utf8").split("\n").length - 1, count, level);
  }
});

test("what can't be buffered is counted in lines, not kept", async (context) => {
  const file = join(temporaryFolder(context), "log");
  const log = new Log({ level: "info", file });
  const lines = text();
  const repeated = Array.from({ length: Math.ceil(17_000_000 / lines.length) }, () => lines).join("\n");
  log.writeLines(repeated);
  assert.equal(log.lost, repeated.split("\n").length);
  await log.close();
});
