import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeCertificate } from "../../../../test/support/certificate.ts";
import { diagnose, patientIn } from "../../../../test/support/doctor.ts";
import { secrets } from "./secrets.ts";

test("files that only their owner has are well; others are failures that name the mode, by what each file is for", async (context) => {
  const { cert, key } = makeCertificate();
  const config = {
    listen: { address: "127.0.0.1:0", tls: { cert: "c.pem", key: "k.pem" } },
    admin: { address: "127.0.0.1:0", token_file: "token" },
  };
  const api = { public: false, auth: { keys: "keys.json" } };
  const files = { "c.pem": cert, "k.pem": key, token: "t".repeat(40), "keys.json": '{"version":1,"keys":[]}' };
  const patient = patientIn(context, { config, api, files });
  assert.deepEqual(await diagnose(secrets, patient), ["ok: 4 files are open to nobody who should not have them"]);
  const rows = [
    ["k.pem", 0o644, /^failure: private key of listen\.tls `k\.pem` can be read by everybody \(0644\)$/u],
    ["k.pem", 0o640, /^ok: /u],
    ["k.pem", 0o660, /^failure: .* can be written by others \(0660\)$/u],
    ["token", 0o640, /^failure: admin token `token` has mode 0640; the gateway refuses it$/u],
    ["keys.json", 0o604, /^failure: API keys `keys\.json` has mode 0604; the gateway refuses it$/u],
    ["portcullis.yaml", 0o644, /^ok: /u],
    ["portcullis.yaml", 0o646, /^failure: configuration `portcullis\.yaml` can be written by others \(0646\)$/u],
  ] as const;
  for (const [name, mode, expected] of rows) {
    chmodSync(join(patient.folder, name), mode);
    assert.match((await diagnose(secrets, patient))[0] ?? "", expected, name);
    chmodSync(join(patient.folder, name), 0o600);
  }
  chmodSync(patient.folder, 0o777);
  assert.match(
    (await diagnose(secrets, patient)).join("\n"),
    /^failure: configuration `portcullis\.yaml` lies in a folder that everybody may write$/mu,
  );
  chmodSync(patient.folder, 0o700);
});
