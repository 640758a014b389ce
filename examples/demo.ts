/** The demo: the vulnerable shop, its authorization server and the gateway in front of it, in one process and on loopback. `npm start`. */
import { join } from "node:path";
import type { ExchangeRecord } from "../src/kernel/record.ts";
import { startAuthorizationServer } from "./authorization_server/server.ts";
import { isTableHonest, toAttackTable } from "./demo/attack_table.ts";
import { assertPortsFree, type DemoPorts } from "./demo/demo_ports.ts";
import { toLiveLine } from "./demo/live_line.ts";
import { toWelcome, toWhereabouts } from "./demo/welcome.ts";
import { obtainTokens } from "./shop/attacks/obtain_tokens.ts";
import { runAttacks } from "./shop/attacks.ts";
import { startShop } from "./shop/server.ts";

/** What of `examples/shop/portcullis.yaml` the flags change. */
export interface GatewayOverrides {
  readonly host: "127.0.0.1";
  /** 0 lets the system choose. */
  readonly port: number;
  readonly adminPort: number;
  /** Instead of `auth.issuer` of the one API. */
  readonly issuer: string;
  /** Instead of `upstream` of the one API. */
  readonly upstream: string;
  /** Called once per exchange, when its record is made. */
  readonly onRecord: (record: ExchangeRecord) => void;
}

export interface DemoGateway {
  readonly port: number;
  readonly adminPort: number;
  close(): Promise<void>;
}

/** Starts the gateway of a configuration file; the command line passes its own in. */
export type StartGateway = (configPath: string, overrides: GatewayOverrides) => Promise<DemoGateway>;

export interface DemoOptions {
  readonly ports: DemoPorts;
  /** Run the attacks, print the table and end, instead of waiting for requests. */
  readonly attack: boolean;
  readonly startGateway: StartGateway;
  readonly write: (line: string) => void;
  /** Ends the demo. Without one, SIGINT and SIGTERM do. */
  readonly signal?: AbortSignal;
}

/** The configuration that the demo runs. */
export const DEMO_CONFIG: string = join(import.meta.dirname, "shop", "portcullis.yaml");

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function signalOfProcess(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

/**
 * Starts everything, says where it is, and writes a line per exchange until the signal; then stops everything it started, in reverse order. With `attack` it
 * runs the attacks instead. Resolves with an exit code: 1 where an exploit failed on the shop alone or an honest twin was refused, else 0. Throws `PortTaken`
 * before anything was started.
 */
export async function runDemo({ ports, attack, startGateway, write, signal = signalOfProcess() }: DemoOptions): Promise<number> {
  await assertPortsFree(ports);
  await using started = new AsyncDisposableStack();
  const authorizationServer = started.adopt(await startAuthorizationServer({ port: ports.issuer }), (server) => server.close());
  const shop = started.adopt(await startShop({ port: ports.shop }), (server) => server.close());
  const guards = new Map<string, string>();
  const overrides: GatewayOverrides = {
    host: "127.0.0.1",
    port: ports.api,
    adminPort: ports.admin,
    issuer: authorizationServer.issuer,
    upstream: shop.base,
    onRecord: (record) => {
      if (!attack) write(toLiveLine(record));
      else if (record.by !== null) guards.set(record.id, record.by);
    },
  };
  const gateway = started.adopt(await startGateway(DEMO_CONFIG, overrides), (server) => server.close());
  const listening: DemoPorts = { api: gateway.port, admin: gateway.adminPort, issuer: authorizationServer.port, shop: shop.port };
  for (const line of attack ? toWhereabouts(listening) : toWelcome(listening)) write(line);
  if (!attack) {
    await aborted(signal);
    return 0;
  }
  const gatewayBase = `http://127.0.0.1:${gateway.port}`;
  const run = runAttacks({ shopBase: shop.base, gatewayBase, tokens: await obtainTokens(authorizationServer.issuer) });
  const rows = await Promise.race([run, aborted(signal)]);
  if (rows === undefined) return 1;
  for (const line of toAttackTable(rows, (event) => guards.get(event) ?? null)) write(line);
  return isTableHonest(rows) ? 0 : 1;
}
