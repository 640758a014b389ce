import assert from "node:assert/strict";
import { test } from "node:test";
import { type ReloadOutcome, Reloads, type ReloadSteps } from "./reloads.ts";

const SWAPPED: ReloadOutcome = { issues: [], swapped: true };

function reloads(run: ReloadSteps["run"], broken: unknown[] = []): Reloads {
  return new Reloads({ run, broke: (error) => void broken.push(error), nowMs: () => 7, file: "portcullis.yaml" });
}

test("those asked for while one runs become one more, which begins after it", async () => {
  const log: string[] = [];
  const ends: (() => void)[] = [];
  const all = reloads(async (by) => {
    log.push(`begin ${by}`);
    await new Promise<void>((resolve) => ends.push(resolve));
    log.push("end");
    return SWAPPED;
  });
  const asked = [all.request("gateway"), all.request("token"), all.request("socket")];
  ends.shift()?.();
  await asked[0];
  await new Promise(setImmediate);
  ends.shift()?.();
  assert.deepEqual(await Promise.all(asked), [SWAPPED, SWAPPED, SWAPPED]);
  assert.deepEqual(log, ["begin gateway", "end", "begin token", "end"]);
});

test("one that breaks is an issue and no rejection, and the next one runs", async () => {
  const broken: unknown[] = [];
  let calls = 0;
  const all = reloads(() => (++calls === 1 ? Promise.reject(new Error("disk gone")) : Promise.resolve(SWAPPED)), broken);
  const first = await all.request("gateway");
  assert.deepEqual(
    [first.swapped, first.issues[0]?.code, first.issues[0]?.message],
    [false, "config.reload_failed", "the reload broke: disk gone"],
  );
  assert.deepEqual([all.last?.ok, all.last?.atMs, broken.length], [false, 7, 1]);
  assert.equal(await all.request("gateway"), SWAPPED);
  assert.equal(all.last?.ok, true);
});
