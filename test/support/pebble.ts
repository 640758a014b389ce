/** Let's Encrypt's `pebble`, an authority for tests (Debian package `pebble`): it looks at ports of loopback whether hosts are ours, and names every host 127.0.0.1. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "./authority.ts";
import { startDns } from "./dns_server.ts";
import { freePort } from "./free_port.ts";
import { type ServerProcess, startServerProcess } from "./server_process.ts";

export interface PebbleOptions {
  readonly folder: string;
  /** Hosts that have an address. */
  readonly hosts: readonly string[];
  readonly httpPort: number;
  readonly tlsPort: number;
}

export interface Pebble extends AsyncDisposable {
  readonly directory: string;
  /** PEM of the authority of the directory's own certificate. */
  readonly ca: string;
  stop(): Promise<void>;
  /** Starts it again, with no memory of accounts and orders. */
  restart(): Promise<void>;
}

/** Good nonces that it refuses all the same, in percent: clients have to cope (RFC 8555 section 6.5). */
const REFUSED_NONCES = 10;

export async function startPebble({ folder, hosts, httpPort, tlsPort }: PebbleOptions): Promise<Pebble> {
  const authority = new Authority("authority of the directory");
  const own = authority.issue({ name: "pebble", hosts: ["127.0.0.1", "localhost"] });
  const [port, managementPort, dns] = [await freePort(), await freePort(), await startDns()];
  for (const host of hosts) dns.zones.set(host, { addresses: ["127.0.0.1"], ttlS: 0 });
  const at = (name: string): string => join(folder, name);
  writeFileSync(at("pebble.pem"), own.cert);
  writeFileSync(at("pebble.key"), own.key);
  const config = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${managementPort}`,
    certificate: at("pebble.pem"),
    privateKey: at("pebble.key"),
    httpPort,
    tlsPort,
    ocspResponderURL: "",
    externalAccountBindingRequired: false,
  };
  writeFileSync(at("pebble.json"), JSON.stringify({ pebble: config }));
  const settings = ["PEBBLE_VA_NOSLEEP=1", `PEBBLE_WFE_NONCEREJECT=${REFUSED_NONCES}`, "PEBBLE_AUTHZREUSE=0"];
  const command = ["env", ...settings, "pebble", "-config", at("pebble.json"), "-dnsserver", dns.address];
  const start = (): Promise<ServerProcess> => startServerProcess(command, port);
  let running = await start();
  return {
    directory: `https://127.0.0.1:${port}/dir`,
    ca: authority.cert,
    stop: () => running.stop(),
    restart: async () => void (running = await start()),
    [Symbol.asyncDispose]: async () => {
      await running.stop();
      await dns.close();
    },
  };
}
