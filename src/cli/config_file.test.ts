import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "./command.ts";
import { configFileOf } from "./config_file.ts";

test("the file named is meant, else portcullis.yaml; two are one too many", () => {
  const io = { cwd: "/project" };
  assert.equal(configFileOf([], undefined, io), "/project/portcullis.yaml");
  assert.equal(configFileOf(["a/b.yaml"], undefined, io), "/project/a/b.yaml");
  assert.equal(configFileOf(["/etc/b.yaml"], undefined, io), "/etc/b.yaml");
  assert.equal(configFileOf([], "c.yaml", io), "/project/c.yaml");
  assert.throws(() => configFileOf(["a"], "b", io), UsageError);
  assert.throws(() => configFileOf(["a", "b"], undefined, io), UsageError);
});
