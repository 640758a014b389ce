import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCertificate } from "../../../../test/support/certificate.ts";
import { diagnose, patientIn } from "../../../../test/support/doctor.ts";
import { certificates } from "./certificates.ts";

const good = makeCertificate(-1, 100);
const other = makeCertificate(-1, 100);

function tls(cert: string, key: string, api: object = {}) {
  const config = { listen: { address: "127.0.0.1:0", tls: { cert: "c.pem", key: "k.pem" } } };
  return { config, api, files: { "c.pem": cert, "k.pem": key } };
}

test("a chain that fits its key, its names and the time is well; each thing that does not is said", async (context) => {
  const rows: readonly (readonly [string, ReturnType<typeof tls>, readonly RegExp[]])[] = [
    [
      "well",
      tls(good.cert, good.key, { hosts: ["localhost"] }),
      [/^ok: listen\.tls `c\.pem`: 99 days left, until [-0-9]{10}; for localhost, 127\.0\.0\.1, /u],
    ],
    ["another key", tls(good.cert, other.key), [/^failure: .*: the key is not that of the first certificate$/u, /^ok: /u]],
    ["no chain", tls(good.cert + other.cert, good.key), [/^failure: .*: certificate 2 did not issue certificate 1$/u, /^ok: /u]],
    ["another name", tls(good.cert, good.key, { hosts: ["api.example"] }), [/^warning: .* does not name `api\.example`$/u, /^ok: /u]],
    ["soon over", tls(...pair(makeCertificate(-99, 1))), [/^warning: .*: 0 days left|1 day left/u]],
    ["over", tls(...pair(makeCertificate(-9, -1))), [/^failure: .* ended on [-0-9]{10}$/u]],
    ["not yet", tls(...pair(makeCertificate(2, 9))), [/^failure: .* is not valid before /u]],
    ["no PEM", tls("x", good.key), [/^failure: listen\.tls: `c\.pem` holds no readable certificates$/u]],
    ["no key", tls(good.cert, "x"), [/^failure: listen\.tls: `k\.pem` holds no private key/u]],
  ];
  for (const [name, patient, expected] of rows) {
    const told = await diagnose(certificates, patientIn(context, patient));
    assert.equal(told.length, expected.length, `${name}: ${told.join("\n")}`);
    for (const [index, pattern] of expected.entries()) assert.match(told[index] ?? "", pattern, name);
  }
  assert.equal(rows.length, 9);
});

function pair({ cert, key }: { readonly cert: string; readonly key: string }): readonly [string, string] {
  return [cert, key];
}

test("authorities of an upstream are looked at too, one by one", async (context) => {
  const api = { upstream: { url: "https://127.0.0.1:9", ca: "ca.pem" } };
  const files = { "ca.pem": good.cert + other.cert };
  assert.deepEqual(await diagnose(certificates, patientIn(context, { api, files })), [
    "ok: apis[0].upstream.ca `ca.pem`: 2 valid authorities",
  ]);
  const [told = ""] = await diagnose(
    certificates,
    patientIn(context, { api, files: { "ca.pem": good.cert + makeCertificate(-9, -1).cert } }),
  );
  assert.match(told, /^failure: apis\[0\]\.upstream\.ca `ca\.pem`, certificate 2 ended on /u);
  assert.deepEqual(await diagnose(certificates, patientIn(context, {})), ["ok: no certificate is configured"]);
});

test("a certificate that is shown to upstreams needs its key and no names; each of several listeners is looked at", async (context) => {
  const files = { "c.pem": good.cert, "k.pem": good.key, "other.pem": other.key };
  const api = (key: string) => ({ upstream: { url: "https://127.0.0.1:9", tls: { cert: "c.pem", key } } });
  assert.match(
    (await diagnose(certificates, patientIn(context, { api: api("k.pem"), files })))[0] ?? "",
    /^ok: apis\[0\]\.upstream\.tls `c\.pem`: 99 days left/u,
  );
  assert.match(
    (await diagnose(certificates, patientIn(context, { api: api("other.pem"), files })))[0] ?? "",
    /^failure: .*: the key is not that of/u,
  );
  const listen = [0, 0].map((port) => ({ address: `127.0.0.1:${port}`, tls: { cert: "c.pem", key: "k.pem" } }));
  const told = await diagnose(certificates, patientIn(context, { config: { listen }, files }));
  assert.deepEqual(
    told.map((each) => each.slice(0, 17)),
    ["ok: listen[0].tls", "ok: listen[1].tls"],
  );
});

test("a host that none of several certificates names is said once; `hosts` of a certificate count instead of its names", async (context) => {
  const files = { "c.pem": good.cert, "k.pem": good.key };
  const told = async (second: object, hosts: readonly string[]): Promise<readonly string[]> => {
    const tls_ = {
      certificates: [
        { cert: "c.pem", key: "k.pem", hosts: ["localhost"] },
        { cert: "c.pem", key: "k.pem", ...second },
      ],
    };
    const patient = { config: { listen: { address: "127.0.0.1:0", tls: tls_ } }, api: { hosts }, files };
    return (await diagnose(certificates, patientIn(context, patient))).filter((each) => each.includes("no certificate names"));
  };
  assert.deepEqual(await told({}, ["localhost", "127.0.0.1"]), []);
  assert.deepEqual(await told({}, ["localhost", "other.example"]), [
    "warning: no certificate names `other.example`; over TLS it is answered 421",
  ]);
  assert.deepEqual(await told({ hosts: ["*.corp.example"] }, ["a.corp.example"]), []);
  assert.deepEqual(await told({ hosts: ["*.corp.example"] }, ["127.0.0.1"]), [
    "warning: no certificate names `127.0.0.1`; over TLS it is answered 421",
  ]);
});
