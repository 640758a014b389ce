import assert from "node:assert/strict";
import { test } from "node:test";
import { json, startJsonServer } from "../../../../test/support/json_server.ts";
import { diagnose, patientIn } from "../../../../test/support/doctor.ts";
import { clock } from "./clock.ts";

/** An issuer whose clock is off by that much. */
async function issuerOff(ms: number, skew = "30s") {
  const server = await startJsonServer();
  server.answers.set("/.well-known/openid-configuration", (request, response) => {
    response.setHeader("date", new Date(Date.now() + ms).toUTCString());
    json({})(request, response);
  });
  return { server, api: { public: false, auth: { issuer: server.origin, audience: "a", skew } } };
}

test("an issuer's clock within `skew` is well, one far off is a failure either way, one near the bound a warning", async (context) => {
  const rows = [
    [0, /^ok: the clock agrees with that of/u],
    [90_000, /^failure: the clocks here and of `[^`]+` are at least (?:8[0-9]|90)\.[0-9] s apart; `skew` allows 30 s$/u],
    [-90_000, /^failure: the clocks here/u],
    [25_000, /^warning: the clocks here/u],
  ] as const;
  for (const [ms, expected] of rows) {
    const { server, api } = await issuerOff(ms);
    context.after(() => server.close());
    const told = await diagnose(clock, patientIn(context, { api }));
    assert.match(told[1] ?? "", expected);
  }
});

test("a clock that is set while it is looked at is told", async (context) => {
  for (const [setMs, expected] of [
    [3_600_000, /^warning: the clock was set 3600000 ms forward/u],
    [-101, /^warning: the clock was set 101 ms back/u],
    [100, /^ok: the clock goes evenly/u],
  ] as const) {
    let readings = 0;
    const nowMs = (): number => 1_700_000_000_000 + (readings++ === 0 ? 0 : setMs);
    const [told = ""] = await diagnose(clock, patientIn(context, { nowMs, monotonicMs: () => 0 }));
    assert.match(told, expected);
  }
});
