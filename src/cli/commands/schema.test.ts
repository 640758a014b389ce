import assert from "node:assert/strict";
import { test } from "node:test";
import { callCommand } from "../../../test/support/command_io.ts";
import { configSchema } from "../../config/config_schema.ts";
import { schema } from "./schema.ts";

test("the schema of the configuration is printed as JSON", async () => {
  const called = await callCommand(schema, [], "/");
  assert.equal(called.code, 0);
  assert.deepEqual(JSON.parse(called.out), configSchema());
});
