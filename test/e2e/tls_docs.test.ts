/** The configurations of docs/tls.md, as they stand there, with files of the names that they use. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checkGateway } from "../../src/gateway.ts";
import { Authority } from "../support/authority.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const page = readFileSync(new URL("../../docs/tls.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gmu)].map(([, yaml = ""]) => yaml);

test("every configuration of the page loads without an issue", async (context) => {
  const authority = new Authority();
  const folder = temporaryFolder(context);
  for (const name of ["server", "shop", "internal"]) {
    const { cert, key, serial } = authority.issue({ name, hosts: [`${name}.example`] });
    writeFileSync(join(folder, `${name}.pem`), cert);
    writeFileSync(join(folder, `${name}.key`), key);
    writeFileSync(join(folder, `${name}.ocsp.der`), authority.ocsp({ serial }));
  }
  writeFileSync(join(folder, "clients.pem"), authority.cert);
  writeFileSync(join(folder, "clients.crl.pem"), authority.revocations([]));
  assert.equal(blocks.length, 3);
  for (const [index, yaml] of blocks.entries()) {
    const configPath = join(folder, `portcullis-${index}.yaml`);
    writeFileSync(configPath, yaml);
    const { issues } = await checkGateway({ configPath });
    assert.deepEqual(
      issues.filter(({ severity }) => severity === "error").map(({ message }) => message),
      [],
      yaml,
    );
  }
});
