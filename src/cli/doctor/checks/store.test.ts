import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openForWriting } from "../../../adapters/event_store/database.ts";
import { diagnose, patientIn } from "../../../../test/support/doctor.ts";
import { store } from "./store.ts";

test("a store that is whole is well; one that is broken, or lies where nothing can be made, is a failure", async (context) => {
  const patient = patientIn(context, { config: { store: { path: "events.sqlite" } } });
  const file = join(patient.folder, "events.sqlite");
  assert.match((await diagnose(store, patient))[1] ?? "", /^ok: `events\.sqlite` is made when the gateway starts$/u);
  openForWriting(file).close();
  const [space = "", content] = await diagnose(store, patient);
  assert.match(space, /^(?:ok|warning): [0-9]+ MB are free where the event store lies/u);
  assert.equal(content, "ok: `events.sqlite` is whole");
  writeFileSync(file, "this is no database, whatever its name says");
  assert.match((await diagnose(store, patient))[1] ?? "", /^failure: `events\.sqlite` is broken: file is not a database/u);
  const nowhere = patientIn(context, { config: { store: { path: "/proc/portcullis/events.sqlite" } } });
  if (process.platform === "linux") assert.match((await diagnose(store, nowhere))[0] ?? "", /^failure: /u);
});

test("room for less than the store may grow by is a warning; a store that is off is nothing to look at", async (context) => {
  const vast = patientIn(context, { config: { store: { path: "events.sqlite", max_size: "900000GB" } } });
  assert.match((await diagnose(store, vast))[0] ?? "", /^warning: .* it may grow by [0-9]+ MB$/u);
  assert.deepEqual(await diagnose(store, patientIn(context, {})), ["ok: the event store is off"]);
});
