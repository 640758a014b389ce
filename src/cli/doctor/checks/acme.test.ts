import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { AcmeFolder } from "../../../adapters/acme/acme_folder.ts";
import { writePrivateFile } from "../../../adapters/private_file.ts";
import { Authority } from "../../../../test/support/authority.ts";
import { diagnose, patientIn } from "../../../../test/support/doctor.ts";
import { acme } from "./acme.ts";

const DIRECTORY = "https://ca.example/directory";
const HOSTS = ["none.example", "good.example", "due.example", "old.example", "bad.example"];

test("each host is told: awaited, good, due, expired, unusable", async (context) => {
  const options = { directory: DIRECTORY, hosts: HOSTS, challenge: "tls-alpn-01", terms_agreed: true };
  const patient = patientIn(context, { config: { listen: { address: "127.0.0.1:0", tls: { acme: options } } } });
  const folder = new AcmeFolder(resolve(patient.folder, ".portcullis/acme"), DIRECTORY);
  const authority = new Authority();
  const keep = (host: string, fromDays: number, days: number): void => {
    const { cert, key } = authority.issue({ name: host, hosts: [host], fromDays, days });
    folder.keep(host, { key, chain: cert });
  };
  keep("good.example", -1, 89);
  keep("due.example", -80, 10);
  keep("old.example", -91, -1);
  writePrivateFile(folder.fileOf("bad.example"), "nothing");
  const said = await diagnose(acme, patient);
  const expected = [
    /^warning: listen\.tls\.acme: there is no certificate of none\.example yet/u,
    /^ok: listen\.tls\.acme: the certificate of good\.example is valid until [0-9TZ:.-]+, renewed from /u,
    /^warning: listen\.tls\.acme: the certificate of due\.example .* its renewal is due since /u,
    /^failure: listen\.tls\.acme: the certificate of old\.example expired on /u,
    /^failure: listen\.tls\.acme: `.*bad\.example\.pem` does not hold a key and its chain/u,
  ];
  assert.equal(said.length, expected.length);
  for (const [index, pattern] of expected.entries()) assert.match(said[index] ?? "", pattern);
});

test("without ACME there is nothing to look at", async (context) => {
  assert.deepEqual(await diagnose(acme, patientIn(context, {})), ["ok: no certificate is ordered by ACME"]);
});
