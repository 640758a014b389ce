import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { Notices } from "./notices.ts";

/** What pino itself writes, line by line. */
function notices(): { readonly notices: Notices; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { notices: new Notices(log), lines };
}

const [INFO, WARN, ERROR] = [30, 40, 50];

test("what broke is an error with its cause and what it was about", () => {
  const { notices: told, lines } = notices();
  told.broke("exchange", new Error("boom"), { id: "7" });
  told.broke("record", new Error("full"));
  assert.deepEqual(
    lines.map(({ level, id, msg }) => [level, id, msg]),
    [
      [ERROR, "7", "an exchange failed inside the gateway"],
      [ERROR, undefined, "a record could not be kept"],
    ],
  );
  assert.match(JSON.stringify(lines[0]?.["err"]), /boom/u);
});

test("a certificate that expires is warned of, and an error once it has", () => {
  const { notices: told, lines } = notices();
  const certificate = { name: "a.pem", kind: "server", expiresAtMs: Date.UTC(2030, 0, 2) } as const;
  told.certificateExpires(certificate, 7);
  told.certificateExpires(certificate, 0);
  assert.deepEqual(
    lines.map(({ level, file, days, expires }) => [level, file, days, expires]),
    [
      [WARN, "a.pem", 7, "2030-01-02T00:00:00.000Z"],
      [ERROR, "a.pem", undefined, "2030-01-02T00:00:00.000Z"],
    ],
  );
});

test("keys and the store are told of when they fail, and the store when it is well again", () => {
  const { notices: told, lines } = notices();
  told.storeHealth("disk full");
  told.storeHealth(null);
  told.keyFile({ file: "k.json", keys: 2, failure: null });
  told.keyFile({ file: "k.json", keys: 2, failure: "no JSON" });
  told.unwatched("/etc", new Error("limit"));
  told.audited({ timeMs: 1, action: "mode.set", by: "token", detail: { guard: "limits" } });
  assert.deepEqual(
    lines.map(({ level }) => level),
    [ERROR, INFO, INFO, ERROR, WARN, WARN],
  );
  assert.deepEqual(lines[5]?.["detail"], { guard: "limits" });
});

test("targets and names of upstreams are told as news, as warnings, or as errors by what they mean", () => {
  const { notices: told, lines } = notices();
  const changes = ["unhealthy", "healthy", "ejected", "returned", "breaker_opened", "breaker_closed"] as const;
  for (const change of changes) told.target({ api: "shop", target: "http://a", change, forMs: change === "ejected" ? 500 : null });
  told.name("a.test", "SERVFAIL");
  told.name("a.test", null);
  told.addresses("a.test", ["192.0.2.1"]);
  told.addresses("a.test", []);
  assert.deepEqual(
    lines.map(({ level }) => level),
    [WARN, INFO, WARN, INFO, WARN, INFO, WARN, INFO, INFO, ERROR],
  );
  assert.deepEqual([lines[2]?.["target"], lines[2]?.["for_ms"], lines[0]?.["for_ms"]], ["http://a", 500, undefined]);
});
