/** Configurations of the real nginx: as upstream that answers at once, and as plain reverse proxy, the peer. One worker each, so one core each. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ANSWER = JSON.stringify({
  id: 42,
  items: Array.from({ length: 8 }, (_, index) => ({ sku: `sku-${index}`, quantity: index + 1 })),
  total: 129.5,
  status: "paid",
});

function base(folder: string): string {
  return `worker_processes 1;
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
events { worker_connections 4096; }
`;
}

const TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

function http(folder: string, inside: string): string {
  const paths = TEMPORARY.map((name) => `  ${name}_temp_path ${folder}/${name};`).join("\n");
  return `http {
${paths}
  access_log off;
  keepalive_requests 100000000;
${inside}
}
`;
}

/** Writes the configuration of the upstream; returns its path. It reads the body, since a real API does. */
export function writeUpstream(folder: string, port: number): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "upstream.conf");
  const inside = `  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / { default_type application/json; return 200 '${ANSWER}'; }
  }`;
  writeFileSync(file, base(folder) + http(folder, inside));
  return file;
}

/** Writes the configuration of the reverse proxy; returns its path. It logs, as the subject does. */
export function writeProxy(folder: string, port: number, upstreamPort: number): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "proxy.conf");
  const inside = `  upstream api { server 127.0.0.1:${upstreamPort}; keepalive 128; keepalive_requests 100000000; }
  log_format line '$time_iso8601 $request_id $remote_addr "$request" $status $body_bytes_sent $request_time';
  server {
    listen 127.0.0.1:${port} backlog=4096;
    access_log ${folder}/access.log line buffer=64k flush=1s;
    location / {
      proxy_pass http://api;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Request-Id $request_id;
    }
  }`;
  writeFileSync(file, base(folder) + http(folder, inside));
  return file;
}
