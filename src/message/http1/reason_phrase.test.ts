import assert from "node:assert/strict";
import { STATUS_CODES } from "node:http";
import { test } from "node:test";
import { reasonPhrase } from "./reason_phrase.ts";

test("every status that the runtime knows has a phrase, but those without a standard", () => {
  const unregistered = Object.keys(STATUS_CODES).filter((status) => reasonPhrase(Number(status)) === "");
  // 418 is reserved as unused, 509 and 510 are no longer or never were standard.
  assert.deepEqual(unregistered, ["418", "509", "510"]);
});

test("an unknown status has the empty phrase", () => {
  assert.equal(reasonPhrase(299), "");
});
