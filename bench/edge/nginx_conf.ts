/** The real nginx for the edge's bench: as upstream with a small answer, a large file and an upload, and as TLS proxy, the peer. One worker each. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "../../test/support/certificate.ts";

/** Size of the file that `/large` is. */
export const LARGE_BYTES = 8_388_608;

function start(folder: string, inside: string): string {
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `  ${name}_temp_path ${folder}/${name};`).join("\n");
  return `worker_processes 1;
daemon off;
user root;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
worker_rlimit_nofile 20000;
events { worker_connections 8192; }
http {
${paths}
  keepalive_requests 100000000;
  client_max_body_size 0;
${inside}
}
`;
}

/** Returns the path of the configuration. */
export function writeEdgeUpstream(folder: string, port: number): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "large"), Buffer.alloc(LARGE_BYTES, "portcullis "));
  const file = join(folder, "upstream.conf");
  // Why proxied within itself: nginx answers `return` without reading the body, and an upload that nobody reads is none.
  const inside = `  access_log off;
  sendfile on;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    listen unix:${folder}/sink.sock;
    location / { default_type application/json; return 200 '{"id":42,"status":"paid","total":129.5}'; }
    location = /large { root ${folder}; }
    location = /upload { proxy_pass http://unix:${folder}/sink.sock:/; proxy_request_buffering off; client_body_buffer_size 64k; }
  }`;
  writeFileSync(file, start(folder, inside));
  return file;
}

/** Returns the path of the configuration. It logs, as the subject does. */
export function writeEdgeProxy(folder: string, port: number, upstreamPort: number, certificate: Certificate): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "cert.pem"), certificate.cert);
  writeFileSync(join(folder, "key.pem"), certificate.key, { mode: 0o600 });
  const file = join(folder, "proxy.conf");
  const inside = `  upstream api { server 127.0.0.1:${upstreamPort}; keepalive 128; keepalive_requests 100000000; }
  log_format line '$time_iso8601 $request_id $remote_addr "$request" $status $body_bytes_sent $request_time';
  server {
    listen 127.0.0.1:${port} ssl http2 backlog=4096;
    ssl_certificate ${folder}/cert.pem;
    ssl_certificate_key ${folder}/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    access_log ${folder}/access.log line buffer=64k flush=1s;
    proxy_request_buffering off;
    proxy_max_temp_file_size 0;
    location / {
      proxy_pass http://api;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Request-Id $request_id;
    }
  }`;
  writeFileSync(file, start(folder, inside));
  return file;
}
