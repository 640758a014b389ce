import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestIssuer, TEST_AUDIENCE } from "../../../../test/support/issuer.ts";
import { json } from "../../../../test/support/json_server.ts";
import { diagnose, patientIn } from "../../../../test/support/doctor.ts";
import { issuer } from "./issuer.ts";

test("keys that can be fetched and used are well; metadata of another, no keys, and none for the allowed algorithms are failures", async (context) => {
  const authority = await startTestIssuer();
  context.after(() => authority.close());
  const auth = { issuer: authority.issuer, audience: TEST_AUDIENCE };
  const patient = patientIn(context, { api: { public: false, auth } });
  const [well = ""] = await diagnose(issuer, patient);
  assert.match(well, /^ok: `http:\/\/127\.0\.0\.1:[0-9]+`: 2 keys for /u);
  const strict = patientIn(context, { api: { public: false, auth: { ...auth, algorithms: ["ES512"] } } });
  assert.match((await diagnose(issuer, strict))[0] ?? "", /^failure: .* has keys for .*, none of which is in `algorithms`$/u);
  authority.server.answers.set(
    "/.well-known/openid-configuration",
    json({ issuer: "https://evil.example", jwks_uri: "https://evil.example" }),
  );
  assert.match(
    (await diagnose(issuer, patient))[0] ?? "",
    /^failure: the keys of .* can't be had: the metadata .* is of `https:\/\/evil\.example`/u,
  );
  authority.server.answers.clear();
  assert.match((await diagnose(issuer, patient))[0] ?? "", /^failure: the keys of .* answered 404/u);
});

test("an issuer of one operation alone is asked too; without any there is nothing to ask", async (context) => {
  const authority = await startTestIssuer();
  context.after(() => authority.close());
  const operations = { "GET /a": { auth: { issuer: authority.issuer, audience: "a" } } };
  assert.match((await diagnose(issuer, patientIn(context, { api: { operations } })))[0] ?? "", /^ok: .* keys for/u);
  assert.deepEqual(await diagnose(issuer, patientIn(context, {})), ["ok: no issuer is configured"]);
});
