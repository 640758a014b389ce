import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "./command.ts";
import { configFileOf } from "./config_file.ts";

test("without a name it is `portcullis.yaml` in the working directory; two names are a mistake", () => {
  assert.equal(configFileOf([], { cwd: "/home" }), "/home/portcullis.yaml");
  assert.equal(configFileOf(["a/b.yaml"], { cwd: "/home" }), "/home/a/b.yaml");
  assert.equal(configFileOf(["/etc/p.yaml"], { cwd: "/home" }), "/etc/p.yaml");
  assert.throws(() => configFileOf(["a", "b"], { cwd: "/home" }), UsageError);
});
