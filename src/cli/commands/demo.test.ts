import assert from "node:assert/strict";
import { test } from "node:test";
import { callCommand } from "../../../test/support/command_io.ts";
import { demo } from "./demo.ts";

test("ports, verbs and users that can't be meant are usage errors", async () => {
  for (const [args, expected] of [
    [["--port", "web"], /expected a port/u],
    [["--shop-port", "65536"], /expected a port/u],
    [["tokn"], /there is `demo token USER`/u],
    [["token"], /name a user/u],
  ] as const) {
    const called = await callCommand(demo, args, "/");
    assert.equal(called.code, 64);
    assert.match(called.err, expected);
  }
});

test("a token of a demo that does not run, or of nobody, is said to be none", async () => {
  await assert.rejects(callCommand(demo, ["token", "mallory"], "/"), /there is no user `mallory`/u);
  await assert.rejects(callCommand(demo, ["token", "alice", "--issuer-port", "1"], "/"), /start the demo with `npm start`/u);
});
