/** The real nginx for the benches of the edge and of overload: as upstream with a small answer, a large file and uploads, and as TLS proxy, the peer. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "../../test/support/certificate.ts";
import { nginxConf, PASS_ON, upstreamAndLog } from "../nginx_conf.ts";

/** Size of the file that `/large` is. */
export const LARGE_BYTES = 8_388_608;

/** Returns the path of the configuration. */
export function writeEdgeUpstream(folder: string, port: number): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "large"), Buffer.alloc(LARGE_BYTES, "portcullis "));
  const file = join(folder, "upstream.conf");
  const small = `location / { default_type application/json; return 200 '{"id":42,"status":"paid","total":129.5}'; }`;
  // Why proxied within itself, from memory: nginx answers `return` without reading the body, and an upload that nobody reads whole is none.
  const inside = `  client_max_body_size 0;
  access_log off;
  sendfile on;
  server { listen unix:${folder}/sink.sock; ${small} }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    ${small}
    location = /large { root ${folder}; }
    location ~ ^/(upload|sink|sheddable) { proxy_pass http://unix:${folder}/sink.sock; client_body_buffer_size 8m; }
  }`;
  writeFileSync(file, nginxConf(folder, inside));
  return file;
}

/** Returns the path of the configuration. It logs, as the subject does. */
export function writeEdgeProxy(folder: string, port: number, upstreamPort: number, certificate: Certificate): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "cert.pem"), certificate.cert);
  writeFileSync(join(folder, "key.pem"), certificate.key, { mode: 0o600 });
  const file = join(folder, "proxy.conf");
  const inside = `  client_max_body_size 0;
${upstreamAndLog(upstreamPort)}
  server {
    listen 127.0.0.1:${port} ssl http2 backlog=4096;
    ssl_certificate ${folder}/cert.pem;
    ssl_certificate_key ${folder}/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    access_log ${folder}/access.log line buffer=64k flush=1s;
    proxy_request_buffering off;
    proxy_max_temp_file_size 0;
${PASS_ON}
  }`;
  writeFileSync(file, nginxConf(folder, inside));
  return file;
}
