import assert from "node:assert/strict";
import { test } from "node:test";
import { folderWith } from "../../test/support/command_io.ts";
import { readConfigFile } from "./read_config_file.ts";

test("a file that can't be read is an issue that names it and the way out", (context) => {
  const folder = folderWith(context, { "portcullis.yaml": "version: 1\napis: [{ routes: any, public: true, upstream: 'http://h' }]\n" });
  assert.equal(readConfigFile(`${folder}/portcullis.yaml`).ok, true);
  const said = (name: string): readonly string[] =>
    readConfigFile(`${folder}${name}`).issues.map(({ code, file, message }) => `${code} ${file}: ${message}`);
  assert.match(said("/nowhere.yaml").join(), /^config\.unreadable \S+\/nowhere\.yaml: .*\(no such file\); `portcullis init/u);
  assert.match(said("").join(), /^config\.unreadable \S+: .*EISDIR/u);
});
