import assert from "node:assert/strict";
import { test } from "node:test";
import { patientIn } from "../../../test/support/doctor.ts";
import { type DoctorCheck, ok } from "./doctor_check.ts";
import { runChecks } from "./run_checks.ts";

const check = (name: string, run: DoctorCheck["run"], withinMs = 5_000): DoctorCheck => ({ name, summary: "", withinMs, run });

test("a check that hangs, breaks or says nothing is a failure; the others are told all the same, in the order of the table", async (context) => {
  let aborted = false;
  const hangs: DoctorCheck["run"] = (_context, signal) => new Promise(() => signal.addEventListener("abort", () => (aborted = true)));
  const reports = await runChecks(
    [
      check("hangs", hangs, 20),
      check("breaks", () => Promise.reject(new Error("no disk"))),
      check("silent", () => Promise.resolve([])),
      check("well", () => Promise.resolve([ok("fine")])),
    ],
    patientIn(context, {}),
  );
  assert.deepEqual(
    reports.map(({ check: name, diagnoses }) => [name, diagnoses.map(({ level, what }) => `${level}: ${what}`)]),
    [
      ["hangs", ["failure: no answer within 0.02 s"]],
      ["breaks", ["failure: the check itself failed: no disk"]],
      ["silent", ["failure: the check said nothing"]],
      ["well", ["ok: fine"]],
    ],
  );
  assert.ok(aborted);
});
