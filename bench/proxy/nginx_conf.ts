/** Configurations of the real nginx: as upstream that answers at once, and as plain reverse proxy, the peer. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nginxConf, PASS_ON, upstreamAndLog } from "../nginx_conf.ts";

const ANSWER = JSON.stringify({
  id: 42,
  items: Array.from({ length: 8 }, (_, index) => ({ sku: `sku-${index}`, quantity: index + 1 })),
  total: 129.5,
  status: "paid",
});

/** Writes the configuration of the upstream; returns its path. It reads the body, since a real API does. */
export function writeUpstream(folder: string, port: number): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "upstream.conf");
  const inside = `  access_log off;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / { default_type application/json; return 200 '${ANSWER}'; }
  }`;
  writeFileSync(file, nginxConf(folder, inside));
  return file;
}

/** Writes the configuration of the reverse proxy; returns its path. It logs, as the subject does. */
export function writeProxy(folder: string, port: number, upstreamPort: number): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "proxy.conf");
  const inside = `${upstreamAndLog(upstreamPort)}
  server {
    listen 127.0.0.1:${port} backlog=4096;
    access_log ${folder}/access.log line buffer=64k flush=1s;
${PASS_ON}
  }`;
  writeFileSync(file, nginxConf(folder, inside));
  return file;
}
