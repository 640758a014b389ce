import assert from "node:assert/strict";
import { test } from "node:test";
import { startEcho } from "../../../test/support/echo.ts";
import { callCommand, folderWith } from "../../../test/support/command_io.ts";
import { doctor } from "./doctor.ts";

const config = (upstream: string, listen = "127.0.0.1:0"): string =>
  JSON.stringify({ version: 1, store: "off", admin: "off", listen, apis: [{ routes: "any", public: true, upstream }] });

test("what is well ends with 0, a failure with 2, each with what to do; warnings count where they are asked for", async (context) => {
  const echo = await startEcho();
  context.after(() => echo.close());
  const folder = folderWith(context, { "portcullis.yaml": config(echo.base), "bad.yaml": config("http://no-such-name.invalid") });
  const well = await callCommand(doctor, ["--only", "upstreams", "--only", "ports"], folder);
  assert.deepEqual([well.code, well.err], [0, ""]);
  assert.match(
    well.out,
    /^ok {7}ports {6}listen `127\.0\.0\.1:0`: [^\n]+\nok {7}upstreams {2}apis\[0\]\.upstream `[^`]+` answers\n0 failures, 0 warnings, 2 ok\n$/u,
  );
  const bad = await callCommand(doctor, ["bad.yaml", "--only", "upstreams"], folder);
  assert.equal(bad.code, 2);
  assert.match(
    bad.out,
    /^failure {2}upstreams {2}.*: the name does not resolve\n {20}-> check the name and this machine's name server\n1 failure, /u,
  );
});

test("JSON has every check with its diagnoses, and says whether all is well", async (context) => {
  const folder = folderWith(context, { "portcullis.yaml": config("http://127.0.0.1:9") });
  const called = await callCommand(doctor, ["--only", "upstreams", "--output", "json"], folder);
  assert.equal(called.code, 2);
  assert.deepEqual(JSON.parse(called.out), {
    ok: false,
    checks: [
      {
        check: "upstreams",
        diagnoses: [
          {
            level: "failure",
            what: "apis[0].upstream `http://127.0.0.1:9`: nothing listens there",
            todo: "start the API, or correct `upstream`",
          },
        ],
      },
    ],
  });
});

test("a configuration that can't be read is 3, a check that does not exist 64", async (context) => {
  const folder = folderWith(context, { "portcullis.yaml": "version: 2\n" });
  const broken = await callCommand(doctor, [], folder);
  assert.equal(broken.code, 3);
  assert.match(broken.err, /nothing was looked at \([0-9] errors?/u);
  assert.match((await callCommand(doctor, ["--only", "weather"], folder)).err, /^no check `weather`; there are node, ports, /u);
  assert.match((await callCommand(doctor, ["--fail-on", "ok"], folder)).err, /expected `failure` or `warning`/u);
});
