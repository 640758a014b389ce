import assert from "node:assert/strict";
import { chmodSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import type { AuditEvent } from "../events/journal.ts";
import { BreakGlass } from "./break_glass.ts";

function open(context: TestContext, file: string, nowMs: number) {
  const clock = { now: nowMs, nowMs: () => clock.now, monotonicMs: () => clock.now };
  const audited: AuditEvent[] = [];
  const errors: unknown[] = [];
  const glass = new BreakGlass({ file, clock, audit: (event) => void audited.push(event), onError: (error) => void errors.push(error) });
  context.after(() => glass.close());
  return { glass, clock, audited, errors };
}

test("an override outlives a restart, until its time is over; setting, ending and expiry are audited", (context) => {
  const file = join(temporaryFolder(context), "state", "modes.json");
  const first = open(context, file, 0);
  first.glass.set("waf", "observe", 60_000, "token", "release");
  first.glass.set("cors", "off", 60_000, "socket", "");
  assert.equal(first.glass.clear("cors", "socket"), true);
  assert.equal(first.glass.clear("cors", "socket"), false);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const second = open(context, file, 30_000);
  assert.equal(second.glass.modes.effective("waf", "enforce"), "observe");
  assert.equal(second.glass.modes.effective("cors", "enforce"), "enforce");
  second.clock.now = 60_000;
  assert.equal(second.glass.modes.effective("waf", "enforce"), "enforce");
  second.glass.expire();
  second.glass.expire();
  assert.deepEqual(
    [...first.audited, ...second.audited].map(({ action, by, detail }) => `${action} ${by} ${detail["guard"]}`),
    ["mode.set token waf", "mode.set socket cors", "mode.cleared socket cors", "mode.expired gateway waf"],
  );
  assert.deepEqual(open(context, file, 60_000).glass.modes.list(), []);
});

test("a refused change is not audited", (context) => {
  const { glass, audited } = open(context, join(temporaryFolder(context), "modes.json"), 0);
  assert.equal(glass.set("waf", "off", 0, "token", "").kind, "refused");
  assert.deepEqual(audited, []);
});

test("a state file that others may write, or that is damaged, overrides nothing and is reported", (context) => {
  const file = join(temporaryFolder(context), "modes.json");
  const override = { guard: "waf", mode: "off", untilMs: 1_000, setAtMs: 0, by: "token", reason: "" };
  writeFileSync(file, JSON.stringify([override]), { mode: 0o600 });
  assert.equal(open(context, file, 0).glass.modes.effective("waf", "enforce"), "off");
  chmodSync(file, 0o666);
  const open_ = open(context, file, 0);
  assert.equal(open_.glass.modes.effective("waf", "enforce"), "enforce");
  assert.equal(open_.errors.length, 1);
  chmodSync(file, 0o600);
  for (const text of ["{", "[1]", JSON.stringify([{ ...override, mode: "none" }])]) {
    writeFileSync(file, text);
    const damaged = open(context, file, 0);
    assert.deepEqual(damaged.glass.modes.list(), []);
    assert.equal(damaged.errors.length, 1);
    assert.match(String(damaged.errors[0]), /^Error: `[^`\n]+modes\.json` holds no overrides of modes; delete it[^\n]+$/u);
  }
});

test("an override holds even where its state can't be written", (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, "blocked"), "");
  const { glass, errors } = open(context, join(folder, "blocked", "modes.json"), 0);
  glass.set("waf", "observe", 1_000, "token", "");
  assert.equal(glass.modes.effective("waf", "enforce"), "observe");
  assert.ok(errors.length >= 1);
});
