import assert from "node:assert/strict";
import { test } from "node:test";
import { startEcho } from "../../../../test/support/echo.ts";
import { diagnose, patientIn } from "../../../../test/support/doctor.ts";
import { ports } from "./ports.ts";

test("a port that somebody has is a failure that names the program; the same port is free when they are gone", async (context) => {
  const echo = await startEcho();
  const patient = patientIn(context, { config: { listen: `127.0.0.1:${echo.port}` } });
  const [taken = ""] = await diagnose(ports, patient);
  await echo.close();
  const told = process.platform === "linux" ? `by \`node\`, process ${process.pid}` : "; the system does not tell by whom";
  assert.equal(taken.replace("taken;", "taken ;"), `failure: listen \`127.0.0.1:${echo.port}\` is taken ${told}`);
  assert.deepEqual(await diagnose(ports, patient), [`ok: listen \`127.0.0.1:${echo.port}\` is free`]);
});

test("an address of another machine, and a name that is none, are failures", async (context) => {
  const elsewhere = patientIn(context, { config: { listen: { address: "192.0.2.1:8080", plaintext: true } } });
  assert.deepEqual(await diagnose(ports, elsewhere), ["failure: listen `192.0.2.1:8080`: this machine has no such address"]);
  assert.deepEqual(await diagnose(ports, patientIn(context, {})), ["ok: listen `127.0.0.1:0`: the system chooses a free port"]);
});
