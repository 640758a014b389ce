import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { DEFAULT_STORE, storeFileOf } from "./store_file.ts";

test("the store is the one named, else the configuration's, else the usual one beside the configuration", (context) => {
  const cwd = temporaryFolder(context);
  mkdirSync(join(cwd, "gateway"));
  const write = (name: string, store: string): void =>
    writeFileSync(join(cwd, name), `version: 1\n${store}\napis: [{ routes: any, public: true, upstream: "http://127.0.0.1:1" }]\n`);
  write("gateway/own.yaml", "store: { path: data/e.sqlite }");
  write("gateway/usual.yaml", "");
  write("off.yaml", "store: off");
  write("mistake.yaml", "colour: blue\nstore: { path: data/e.sqlite }");
  writeFileSync(join(cwd, "broken.yaml"), "version: [\n");
  const rows: readonly (readonly [store: string | undefined, config: string, expected: string])[] = [
    ["x.sqlite", "gateway/own.yaml", "x.sqlite"],
    ["x.sqlite", "off.yaml", "x.sqlite"],
    [undefined, "gateway/own.yaml", "gateway/data/e.sqlite"],
    [undefined, "gateway/usual.yaml", join("gateway", DEFAULT_STORE)],
    [undefined, "missing.yaml", DEFAULT_STORE],
    [undefined, "mistake.yaml", "data/e.sqlite"],
    [undefined, "broken.yaml", DEFAULT_STORE],
  ];
  for (const [store, config, expected] of rows)
    assert.equal(storeFileOf(store, config, { cwd }), join(cwd, expected), `${store} ${config}`);
  assert.equal(rows.length, 7);
  assert.throws(() => storeFileOf(undefined, "off.yaml", { cwd }), /says `store: off`.*--store/u);
});
