import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { PHASES } from "../kernel/exchange.ts";
import { GUARDS } from "./index.ts";

test("each guard has a name of its own and a summary", () => {
  const names = GUARDS.map((guard) => guard.name);
  assert.equal(new Set(names).size, names.length);
  for (const guard of GUARDS) assert.match(guard.summary, /^[a-z].*[^.]$/u, guard.name);
});

test("the table is in the order of the phases", () => {
  const phases = GUARDS.map((guard) => PHASES.indexOf(guard.phase));
  assert.deepEqual(
    phases,
    phases.toSorted((one, other) => one - other),
  );
  assert.ok(phases.length >= 8);
});

test("the options of each have a JSON Schema, and those that always run need none", () => {
  for (const guard of GUARDS) {
    assert.ok(z.toJSONSchema(guard.options, { io: "input" }), guard.name);
    if (guard.always) assert.equal(guard.options.safeParse(undefined).success, true, guard.name);
  }
});

test("a long exchange is judged again by all guards but those that count, hold or make room; a new guard has to be one or the other", () => {
  const judging = GUARDS.filter(({ phase }) => phase === "head" || phase === "route" || phase === "identity");
  assert.deepEqual(
    judging.filter(({ once }) => once).map(({ name }) => name),
    ["lockout", "overload", "limits_before_auth", "concurrency", "limits"],
  );
  assert.deepEqual(
    judging.filter(({ once }) => !once).map(({ name }) => name),
    ["ip", "host", "method", "api_ip", "cors", "websocket"],
  );
});
