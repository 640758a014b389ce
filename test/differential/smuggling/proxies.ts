/** nginx, apache2 and haproxy as reverse proxies, each as lenient as its configuration lets it be, on a free port, with its files in a folder. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../support/free_port.ts";
import { type ServerProcess, startServerProcess } from "../../support/server_process.ts";
import { findServer } from "../../support/servers.ts";

export type ProxyName = "nginx" | "apache2" | "haproxy";

export interface Proxy extends ServerProcess {
  readonly port: number;
}

interface Setup {
  readonly folder: string;
  readonly port: number;
  readonly upstreamPort: number;
}

/** Fields by which nginx says which of its requests it passes on; a client's own of that name are replaced. */
export const EDGE_ID = "x-edge-id";

/** In nginx's folder: one line per exchange, `id status`, the status that of its upstream. */
export const PASSED_LOG = "passed.log";

/** `$request_id` is new for each request that nginx read. */
const nginx = ({ folder, port, upstreamPort }: Setup): string => `
daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log crit;
events { worker_connections 1024; }
http {
  log_format passed '$request_id $upstream_status';
  access_log ${folder}/${PASSED_LOG} passed;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  keepalive_requests 1000000; keepalive_timeout 600s; lingering_close off;
  upstream next { server 127.0.0.1:${upstreamPort}; keepalive 8; keepalive_requests 1000000; keepalive_timeout 600s; }
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 0; ignore_invalid_headers off; underscores_in_headers on; merge_slashes off; large_client_header_buffers 8 64k;
    location / {
      proxy_pass http://next; proxy_http_version 1.1; proxy_ignore_client_abort on; proxy_next_upstream off;
      proxy_set_header Host $http_host; proxy_set_header Connection ""; proxy_set_header X-Edge-Id $request_id;
    }
  }
}`;

const APACHE_MODULES = ["mpm_event", "authz_core", "proxy", "proxy_http"];

/** Reads what it is sent as leniently as it can; \`-X\` makes it one process. */
const apache2 = ({ folder, port, upstreamPort }: Setup): string => `
ServerRoot ${folder}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
LogLevel crit
ServerName a.example
Listen 127.0.0.1:${port}
${APACHE_MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join("\n")}
HttpProtocolOptions Unsafe LenientMethods Allow0.9
KeepAlive On
KeepAliveTimeout 600
MaxKeepAliveRequests 0
LimitRequestFieldSize 65536
LimitRequestLine 65536
LimitRequestFields 1000
AllowEncodedSlashes NoDecode
MergeSlashes Off
TraceEnable extended
ProxyRequests Off
ProxyPreserveHost On
ProxyAddHeaders Off
ProxyPass / http://127.0.0.1:${upstreamPort}/ nocanon keepalive=On retry=0 ttl=600
`;

const haproxy = ({ port, upstreamPort }: Setup): string => `
global
  nbthread 1
  tune.bufsize 65536
  tune.http.maxhdr 1000
defaults
  mode http
  timeout connect 5s
  timeout client 600s
  timeout server 600s
  timeout http-keep-alive 600s
  timeout http-request 600s
  retries 0
  http-reuse always
frontend front
  bind 127.0.0.1:${port}
  option accept-invalid-http-request
  default_backend back
backend back
  option accept-invalid-http-response
  server next 127.0.0.1:${upstreamPort}
`;

interface Kind {
  readonly text: (setup: Setup) => string;
  readonly command: (program: string, file: string, folder: string) => readonly string[];
}

const KINDS: Readonly<Record<ProxyName, Kind>> = {
  nginx: { text: nginx, command: (program, file, folder) => [program, "-p", folder, "-c", file, "-e", join(folder, "error.log")] },
  apache2: { text: apache2, command: (program, file, folder) => [program, "-X", "-d", folder, "-f", file] },
  haproxy: { text: haproxy, command: (program, file) => [program, "-db", "-q", "-f", file] },
};

/** Starts it before whatever listens on `upstreamPort`. */
export async function startProxy(name: ProxyName, folder: string, upstreamPort: number): Promise<Proxy> {
  const program = findServer(name);
  if (program === null) throw new Error(`${name} is not on this machine`);
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const file = join(folder, `${name}.conf`);
  writeFileSync(file, KINDS[name].text({ folder, port, upstreamPort }));
  return { ...(await startServerProcess(KINDS[name].command(program, file, folder), port)), port };
}
