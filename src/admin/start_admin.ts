/** Starts the admin API on its address, with its token in a file that only the gateway's own user can read. */
import { AdminServer, type AdminServerOptions } from "../adapters/admin_server.ts";
import { readOrMakeSecret } from "../adapters/private_file.ts";
import { isLoopback } from "../config/listener_options.ts";
import { adminApi } from "./admin_api.ts";
import type { AdminPorts } from "./contract.ts";

export interface AdminOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Needed on an address that is not loopback. */
  readonly tls: AdminServerOptions["tls"];
  /** Made with 32 random bytes, mode 0600, where it is missing. */
  readonly tokenFile: string;
  /** Unix socket on which no token is needed; null for none. */
  readonly socket: string | null;
  /** Sockets that listen already; null for those that are to be opened. */
  readonly fd?: number | null;
  readonly socketFd?: number | null;
  /** Host names to answer to beside those of this machine. */
  readonly allowedHosts: readonly string[];
  readonly ports: AdminPorts;
  readonly onError: (error: unknown) => void;
}

export interface Admin {
  readonly port: number;
  /** Descriptors of its sockets, the unix socket's last; null where the system has none. */
  readonly descriptors: () => readonly (number | null)[];
  readonly close: () => Promise<void>;
  /** As `close`, its sockets left to a successor. */
  readonly leave: () => Promise<void>;
}

/** Rejects when the address is taken, the token file can be read by others, or the address can be reached from other machines and there is no TLS. */
export async function startAdmin(options: AdminOptions): Promise<Admin> {
  const { host, port, tls, socket, ports, onError } = options;
  if (!isLoopback(host) && tls === null) throw new Error(`other machines reach \`${host}\`: the admin API there needs TLS`);
  const token = readOrMakeSecret(options.tokenFile);
  const allowedHosts = options.allowedHosts.map((name) => name.toLowerCase());
  const answer = adminApi({ token, allowedHosts }, ports, () => Date.now());
  const { fd = null, socketFd = null } = options;
  const server = new AdminServer({ host, port, tls, socket, fd, socketFd, answer, onError });
  return { port: await server.listen(), descriptors: () => server.descriptors(), close: () => server.close(), leave: () => server.leave() };
}
