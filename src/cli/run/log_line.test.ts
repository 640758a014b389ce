import assert from "node:assert/strict";
import { test } from "node:test";
import { logLine } from "./log_line.ts";

test("time, level, sentence and what it is about; of an error its message alone", () => {
  const line = JSON.stringify({
    level: 50,
    time: 0,
    folder: "/x",
    err: { message: "no\u001b[2Jway", stack: "many\nlines" },
    msg: "it broke",
  });
  assert.equal(logLine(`${line}\n`, false), "00:00:00.000  error  it broke  folder=/x err=noway");
  assert.equal(logLine('{"level":40,"time":1000,"msg":"m"}', false), "00:00:01.000  warn   m");
  assert.equal(logLine("no JSON\n", false), "no JSON");
});
