import assert from "node:assert/strict";
import { test } from "node:test";
import { startEcho } from "../../test/support/echo.ts";
import { portOwners } from "./port_owner.ts";

test("a port of this process is this process's; one that nobody listens on is nobody's", {
  skip: process.platform !== "linux",
}, async () => {
  const echo = await startEcho();
  assert.deepEqual(portOwners(echo.port), [{ pid: process.pid, program: "node", isPortcullis: false }]);
  await echo.close();
  assert.deepEqual(portOwners(echo.port), []);
});
