import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { defineGuard } from "../../index.ts";
import { offerModules } from "./offered_modules.ts";

test("a module anywhere may import this gateway and zod; what is not offered is still not found", async (context) => {
  offerModules();
  offerModules();
  const folder = temporaryFolder(context);
  const load = async (name: string, text: string): Promise<unknown> => {
    writeFileSync(join(folder, name), text);
    return await import(pathToFileURL(join(folder, name)).href);
  };
  const found = await load("found.mts", 'export { defineGuard } from "portcullis";\nexport { z } from "zod";\n');
  assert.ok(typeof found === "object" && found !== null && "defineGuard" in found && "z" in found);
  assert.equal(found.defineGuard, defineGuard);
  await assert.rejects(load("lost.mts", 'import "no-such-package-of-ours";\n'), { code: "ERR_MODULE_NOT_FOUND" });
});
