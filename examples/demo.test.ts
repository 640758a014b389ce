/** The demo without a gateway of ours: what it starts, says, counts and stops, with a plain forwarder in the gateway's place. */
import assert from "node:assert/strict";
import { createServer, request as httpRequest } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { test } from "node:test";
import type { ExchangeRecord } from "../src/kernel/record.ts";
import { recordWith } from "../test/support/exchange_record.ts";
import { startAuthorizationServer } from "./authorization_server/server.ts";
import { isTableHonest, toAttackTable } from "./demo/attack_table.ts";
import { DEFAULT_PORTS } from "./demo/demo_ports.ts";
import { printDemoToken } from "./demo/demo_token.ts";
import { toLiveLine } from "./demo/live_line.ts";
import { READY_LINE, toWelcome } from "./demo/welcome.ts";
import { DEMO_CONFIG, type GatewayOverrides, runDemo, type StartGateway } from "./demo.ts";
import { ATTACKS, type AttackEnd, type AttackRow } from "./shop/attacks.ts";

const FREE = { api: 0, admin: 0, issuer: 0, shop: 0 };

const RECORD = recordWith({
  id: "0190",
  timeMs: new Date(2026, 0, 2, 3, 4, 5).getTime(),
  path: "/orders",
  host: "127.0.0.1",
  principal: "http://127.0.0.1:9400|alice",
  clientId: "shop-web",
  client: "127.0.0.1",
  durationMs: 3.21,
});

/** Passes everything on to the upstream: what a gateway without a guard would do. */
function forwarder(seen: { overrides?: GatewayOverrides; closed?: boolean; configPath?: string }): StartGateway {
  return async (configPath, overrides) => {
    Object.assign(seen, { configPath, overrides });
    const upstream = new URL(overrides.upstream);
    const server = createServer((incoming, response) => {
      const options = {
        hostname: upstream.hostname,
        port: upstream.port,
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
      };
      const outgoing = httpRequest(options, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      outgoing.on("error", () => response.destroy());
      incoming.pipe(outgoing);
      overrides.onRecord(RECORD);
    });
    await new Promise<void>((resolve) => server.listen(overrides.port, overrides.host, resolve));
    const address = server.address();
    assert.ok(address !== null && typeof address === "object");
    return {
      port: address.port,
      adminPort: 0,
      close: async () => {
        seen.closed = true;
        await new Promise((resolve) => {
          server.close(resolve);
          server.closeAllConnections();
        });
      },
    };
  };
}

test("it starts everything, says so, writes a line per exchange, and stops everything when told to", async () => {
  const lines: string[] = [];
  const seen: { overrides?: GatewayOverrides; closed?: boolean; configPath?: string } = {};
  const stop = new AbortController();
  const ready = Promise.withResolvers<void>();
  const write = (line: string): void => {
    lines.push(line);
    if (line.includes("Ctrl-C")) ready.resolve();
  };
  const demo = runDemo({ ports: FREE, attack: false, startGateway: forwarder(seen), write, signal: stop.signal });
  await ready.promise;
  assert.equal(lines[0], READY_LINE);
  assert.equal(seen.configPath, DEMO_CONFIG);
  const { issuer = "", upstream = "" } = seen.overrides ?? {};
  const token: string[] = [];
  await printDemoToken({ user: "alice", issuerPort: Number(new URL(issuer).port), write: (line) => token.push(line) });
  const gateway = /gateway (http:\S+),/u.exec(lines.join("\n"))?.[1] ?? "";
  const response = await fetch(`${gateway}/orders`, { headers: { authorization: `Bearer ${token.at(-1) ?? ""}` } });
  assert.equal(response.status, 200);
  assert.match(await response.text(), /"customer":"alice"/u);
  assert.equal(lines.at(-1), toLiveLine(RECORD));
  stop.abort();
  assert.equal(await demo, 0);
  assert.equal(seen.closed, true);
  for (const base of [issuer, upstream, gateway]) await assert.rejects(fetch(base), TypeError);
});

test("with --attack it runs every exploit both ways; where nothing guards, it says that all is open", async () => {
  const lines: string[] = [];
  const code = await runDemo({ ports: FREE, attack: true, startGateway: forwarder({}), write: (line) => lines.push(line) });
  assert.equal(code, 0, lines.join("\n"));
  assert.equal(lines[0], READY_LINE);
  assert.ok(!lines.some((line) => line.includes("curl")), "it ends by itself, so that there is nothing to paste");
  const rows = lines.filter((line) => /(?:API[0-9]+:2023|A03:2021)/u.test(line));
  assert.equal(rows.length, ATTACKS.length);
  assert.ok(rows.every((line) => / exploited /u.test(line) && line.includes("passes")));
  // Node's strict parser, which the forwarder listens with, refuses the smuggled request.
  const [notOpen] = rows.filter((line) => !/ open /u.test(line));
  assert.match(notOpen ?? "", /a second request in the body of the first .* disarmed /u);
  assert.match(lines.at(-1) ?? "", new RegExp(`^${ATTACKS.length} of ${ATTACKS.length} exploits work .* 0 are refused, 1 disarmed, `, "u"));
});

test("a taken port is named with the flag that moves it, and nothing was started", async () => {
  const blocker = createTcpServer();
  await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
  const address = blocker.address();
  assert.ok(address !== null && typeof address === "object");
  const { port } = address;
  const startGateway: StartGateway = () => Promise.reject(new Error("must not be reached"));
  const run = (ports: Partial<typeof FREE>): Promise<number> =>
    runDemo({ ports: { ...FREE, ...ports }, attack: false, startGateway, write: () => undefined });
  await assert.rejects(run({ shop: port }), { message: `port ${port} (shop) is taken; choose another with --shop-port` });
  await assert.rejects(run({ api: port }), { message: `port ${port} (api) is taken; choose another with --port` });
  await assert.rejects(run({ admin: port }), { message: `port ${port} (admin) is taken; choose another with --admin-port` });
  await assert.rejects(run({ issuer: port }), {
    message: `port ${port} (authorization server) is taken; choose another with --issuer-port`,
  });
  await new Promise((resolve) => blocker.close(resolve));
  await assert.rejects(run({ admin: port, shop: port }), {
    message: `port ${port} is wanted twice; choose another for the shop with --shop-port`,
  });
});

test("a gateway that cannot start takes the others down with it", async () => {
  const bases: string[] = [];
  const startGateway: StartGateway = (_path, { issuer, upstream }) => {
    bases.push(issuer, upstream);
    return Promise.reject(new Error("no gateway today"));
  };
  await assert.rejects(runDemo({ ports: FREE, attack: false, startGateway, write: () => undefined }), /no gateway today/u);
  assert.equal(bases.length, 2);
  for (const base of bases) await assert.rejects(fetch(base), TypeError);
});

test("demo token writes the token alone on the last line, for each user and the machine", async () => {
  const server = await startAuthorizationServer({ port: 0 });
  for (const user of ["alice", "bob", "admin", "machine"]) {
    const lines: string[] = [];
    await printDemoToken({ user, issuerPort: server.port, write: (line) => lines.push(line) });
    assert.match(lines.at(-1) ?? "", /^[\w-]+\.[\w-]+\.[\w-]+$/u, user);
    assert.match(lines[0] ?? "", new RegExp(`^# ${user}, 30 minutes, scopes: .*orders:read`, "u"));
  }
  await server.close();
  const write = (): void => undefined;
  await assert.rejects(
    printDemoToken({ user: "mallory", issuerPort: server.port, write }),
    /no user `mallory` in the demo; it has alice, bob/u,
  );
  await assert.rejects(
    printDemoToken({ user: "alice", issuerPort: server.port, write }),
    /no authorization server answers at .*--issuer-port/u,
  );
});

test("a live line has time, caller, operation, verdict, guard and milliseconds, and nothing a terminal would obey", () => {
  assert.match(toLiveLine(RECORD), /^03:04:05 {2}alice +listOrders +forwarded 200 {2}- +3\.2 ms$/u);
  const denied: ExchangeRecord = {
    ...RECORD,
    principal: null,
    operation: null,
    path: "/\u001b[2Jx",
    outcome: "denied",
    by: "jwt",
    code: "token_missing",
    status: 401,
  };
  assert.match(toLiveLine(denied), /^03:04:05 {2}- +GET \/\?\[2Jx +denied 401 +jwt \(token_missing\) +3\.2 ms$/u);
});

test("the table tells refused, disarmed and open apart, and is not honest where an exploit fails alone or a twin is refused", () => {
  const [attack] = ATTACKS;
  assert.ok(attack !== undefined);
  const open: AttackEnd = { kind: "open", status: 200 };
  const passes = { ok: true, status: 200 };
  const row = (end: AttackEnd, change: Partial<AttackRow> = {}): AttackRow => ({
    attack,
    without: open,
    with: end,
    twinWithout: passes,
    twinWith: passes,
    ...change,
  });
  const rows = [
    row({ kind: "refused", status: 404, code: "route_undeclared", event: null }),
    row({ kind: "disarmed", status: 200 }),
    row(open),
  ];
  const table = toAttackTable(rows);
  assert.match(table[1] ?? "", /exploited +refused +route_undeclared \(404\) +passes/u);
  assert.match(table[2] ?? "", /exploited +disarmed +answered harmlessly \(200\) +passes/u);
  assert.match(table[3] ?? "", /exploited +open +no guard yet +passes/u);
  assert.equal(
    table.at(-1),
    "3 of 3 exploits work on the shop alone; through the gateway 1 are refused, 1 disarmed, 1 open; 3 of 3 honest twins pass",
  );
  assert.equal(isTableHonest(rows), true);
  assert.equal(isTableHonest([row(open, { without: { kind: "disarmed", status: 400 } })]), false);
  assert.equal(isTableHonest([row(open, { twinWith: { ok: false, status: 429 } })]), false);
  assert.equal(isTableHonest([]), false);
});

test("lines to paste name the issuer's port only where it is not the usual one", () => {
  const pasted = (issuer: number): string => toWelcome({ ...DEFAULT_PORTS, issuer }).find((line) => line.includes("demo token")) ?? "";
  assert.equal(pasted(9400), "  TOKEN=$(./bin/portcullis demo token alice | tail -n 1)");
  assert.equal(pasted(9401), "  TOKEN=$(./bin/portcullis demo token alice --issuer-port 9401 | tail -n 1)");
});
