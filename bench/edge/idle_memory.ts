/** What an idle TLS connection costs: memory of a process and its children with so many of them, less that without. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";

/** Resident bytes of the process and of every process below it. */
export function residentBytes(pid: number): number {
  let bytes = 0;
  for (const each of readdirSync("/proc")) {
    if (!/^\d+$/u.test(each)) continue;
    try {
      const status = readFileSync(`/proc/${each}/status`, "utf8");
      const parent = Number(/^PPid:\s+(\d+)/mu.exec(status)?.[1]);
      if (Number(each) === pid || parent === pid) bytes += Number(/^VmRSS:\s+(\d+)/mu.exec(status)?.[1] ?? 0) * 1024;
    } catch {
      // It ended meanwhile.
    }
  }
  return bytes;
}

/** Kilobytes a connection; each has done one request and waits for the next. */
export async function idleKilobytes(pid: number, port: number, connections: number): Promise<number> {
  await sleep(1_000);
  const before = residentBytes(pid);
  const sockets: tls.TLSSocket[] = [];
  try {
    for (let index = 0; index < connections; index += 50)
      sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => connectedOnce(port)))));
    await sleep(1_000);
    return (residentBytes(pid) - before) / connections / 1024;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

function connectedOnce(port: number): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] });
    socket.once("secureConnect", () => socket.write("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    socket.once("data", () => resolve(socket));
    socket.once("error", reject);
  });
}
