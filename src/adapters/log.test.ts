import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { eventually } from "../../test/support/edge.ts";
import { batchOf, deniedRecord, recordWith } from "../../test/support/exchange_record.ts";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { RECORD_LEVELS } from "../events/record_lines.ts";
import { Log } from "./log.ts";

const three = () => batchOf(recordWith({}), deniedRecord({}), recordWith({ outcome: "failed", status: 502 }));

test("exchanges and the gateway's own lines are JSON lines of one stream, with pino's level and time", async (context) => {
  const file = join(temporaryFolder(context), "logs", "gateway.log");
  const log = new Log({ level: "info", to: { file } });
  log.app.info({ generation: 2 }, "configuration reloaded");
  log.writeLines(three());
  await log.close();
  const lines = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  const levels = lines.map((line) => (typeof line === "object" && line !== null && "level" in line && "time" in line ? line.level : null));
  assert.deepEqual(levels, [30, 30, 40, 50]);
  assert.equal(log.lost, 0);
});

test("the level says which of the gateway's own lines are written, and which exchanges the log asks for", async (context) => {
  const folder = temporaryFolder(context);
  for (const [level, own, threshold] of [
    ["info", 3, RECORD_LEVELS.info],
    ["warn", 2, RECORD_LEVELS.warn],
    ["error", 1, RECORD_LEVELS.error],
  ] as const) {
    const file = join(folder, level);
    const log = new Log({ level, to: { file } });
    assert.equal(log.threshold, threshold);
    log.app.info("started");
    log.app.warn("observing");
    log.app.error("failed");
    await log.close();
    assert.equal(readFileSync(file, "utf8").split("\n").length - 1, own, level);
  }
});

test("what can't be buffered is counted in lines, not kept", async (context) => {
  const log = new Log({ level: "info", to: { file: join(temporaryFolder(context), "log") } });
  const batch = batchOf(recordWith({ path: "x".repeat(9_000_000) }), recordWith({ path: "y".repeat(9_000_000) }));
  log.writeLines(batch);
  assert.equal(log.lost, 2);
  await log.close();
});

test("a file that is made is nobody's to read but its owner's and group's", async (context) => {
  const file = join(temporaryFolder(context), "log");
  const log = new Log({ level: "info", to: { file } });
  log.app.info("one");
  await log.close();
  assert.equal(statSync(file).mode & 0o137, 0);
});

test("after rotation lines go to the new file", async (context) => {
  const file = join(temporaryFolder(context), "log");
  const log = new Log({ level: "info", to: { file } });
  log.app.info("one");
  await eventually(() => existsSync(file) && readFileSync(file, "utf8").includes("one"), "the line before");
  renameSync(file, `${file}.1`);
  log.reopen();
  await eventually(() => existsSync(file), "the new file");
  log.app.info("two");
  await log.close();
  assert.match(readFileSync(file, "utf8"), /two/u);
  assert.match(readFileSync(`${file}.1`, "utf8"), /one/u);
});

test("many batches come out whole and in order, whatever buffers they went through; what comes after the end is counted", async (context) => {
  const file = join(temporaryFolder(context), "log");
  const log = new Log({ level: "info", to: { file } });
  for (let batch = 0; batch < 60; batch++) {
    log.writeLines(batchOf(...Array.from({ length: 20 }, (_unused, index) => recordWith({ path: `/${batch}/${index}` }))));
    if (batch % 7 === 0) log.app.info({ path: `/own/${batch}` }, "own");
    if (batch % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await log.close();
  log.app.info("late");
  log.writeLines(batchOf(recordWith({}), recordWith({})));
  assert.equal(log.lost, 3);
  const paths = Array.from(
    readFileSync(file, "utf8").matchAll(/"path":"\/([0-9]+)\/([0-9]+)"/gu),
    ([, batch, index]) => `${batch}/${index}`,
  );
  assert.deepEqual(
    paths,
    Array.from({ length: 1_200 }, (_unused, at) => `${Math.floor(at / 20)}/${at % 20}`),
  );
});

test("a log that is closed while its file is being opened again still ends, with every line in one of the files", async (context) => {
  const folder = temporaryFolder(context);
  for (let round = 0; round < 40; round++) {
    const file = join(folder, `log-${round}`);
    const log = new Log({ level: "info", to: { file } });
    // Rounds differ in what is under way when the file is asked for again: its opening, a write, nothing.
    for (let turn = 0; turn < round % 4; turn++) await new Promise((resolve) => setImmediate(resolve));
    for (let line = 0; line < round % 5; line++) log.app.info({ padding: "x".repeat(50_000) }, "a line");
    log.reopen();
    if (round % 2 === 1) log.reopen();
    log.app.info("last");
    await log.close();
    assert.ok(readFileSync(file, "utf8").endsWith('"last"}\n'), `${round}`);
    assert.equal(log.lost, 0);
  }
});
