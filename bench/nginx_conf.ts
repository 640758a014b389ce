/** What the configurations of the real nginx have in common, upstream and peer: one worker, so one core, its files in a folder of its own. */

const TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

/** A whole configuration; `inside` is what stands in `http`. */
export function nginxConf(folder: string, inside: string): string {
  const paths = TEMPORARY.map((name) => `  ${name}_temp_path ${folder}/${name};`).join("\n");
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
${inside}
}
`;
}

/** In `http` of a reverse proxy: where it sends to, and the lines that it logs, as the subject does. */
export function upstreamAndLog(upstreamPort: number): string {
  return `  upstream api { server 127.0.0.1:${upstreamPort}; keepalive 128; keepalive_requests 100000000; }
  log_format line '$time_iso8601 $request_id $remote_addr "$request" $status $body_bytes_sent $request_time';`;
}

/** In its `server`. */
export const PASS_ON: string = `    location / {
      proxy_pass http://api;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Request-Id $request_id;
    }`;
