import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_ROOM_FOR_BODY, NO_ROOM_FOR_STREAM } from "./no_room.ts";

test("whoever finds no room is told to come again (RFC 9110 sections 15.6.4 and 10.2.3), and each finding says of what", () => {
  for (const { problem } of [NO_ROOM_FOR_BODY, NO_ROOM_FOR_STREAM]) {
    assert.deepEqual([problem.status, problem.code, problem.headers], [503, "overloaded", [["retry-after", "1"]]]);
    // The next request of the connection may find room.
    assert.equal(problem.close, false);
  }
  const places = [NO_ROOM_FOR_BODY, NO_ROOM_FOR_STREAM].map(({ findings }) => findings.map(({ code, place }) => [code, place]));
  assert.deepEqual(places, [[["overload.memory", "body"]], [["overload.memory", "connection"]]]);
});
