/** The sockets of a gateway on their way to its successor, or from its predecessor. */
import { closeSync } from "node:fs";
import { resolve } from "node:path";
import type { Admin } from "../admin/start_admin.ts";
import { addressKey, type InheritedSockets, type InheritedSocket, type SocketRole } from "../adapters/listener/inherited_sockets.ts";
import type { Config } from "../config/config.ts";
import type { AdminListen } from "../config/listener_options.ts";
import type { Issue } from "../kernel/issue.ts";

export interface AdminSockets {
  readonly fd: number | null;
  readonly socketFd: number | null;
}

/** The admin API's among the sockets that this process was started with. */
export function adminSockets(sockets: InheritedSockets, admin: AdminListen, folder: string): AdminSockets {
  return {
    fd: sockets.take("admin", addressKey(admin.address)),
    socketFd: admin.socket === null ? null : sockets.take("admin_socket", resolve(folder, admin.socket)),
  };
}

/** What is left when every address has its socket: of a predecessor, whose place the configuration no longer has, closed; of systemd, a mistake of the units. */
export function leftSockets(sockets: InheritedSockets): Issue | null {
  const left = sockets.left();
  for (const { fd, address } of left) if (address !== null) closeSync(fd);
  const unknown = left.filter(({ address }) => address === null).length;
  if (unknown === 0) return null;
  const message = `systemd handed over ${unknown} socket${unknown === 1 ? "" : "s"} more than \`listen\` has addresses; let the socket unit and \`listen\` agree`;
  return { severity: "error", code: "listen.failed", message, file: null, pointer: "/listen", line: null, column: null };
}

/**
 * Everything that is listened on, by the names under which a successor looks for it; null where the system can't hand over sockets. `descriptors`: of the listeners,
 * in the order of the configuration.
 */
export function openSockets(
  config: Config,
  folder: string,
  descriptors: readonly (number | null)[],
  admin: Admin | null,
): readonly InheritedSocket[] | null {
  const [adminFd = null, socketFd = null] = admin?.descriptors() ?? [];
  const all: readonly (readonly [SocketRole, string, number | null])[] = [
    ...config.listen.map(({ address }, index) => ["listen", addressKey(address), descriptors[index] ?? null] as const),
    ...(config.admin === null || admin === null ? [] : [["admin", addressKey(config.admin.address), adminFd] as const]),
    ...(config.admin?.socket == null || admin === null ? [] : [["admin_socket", resolve(folder, config.admin.socket), socketFd] as const]),
  ];
  const sockets = all.flatMap(([role, address, fd]) => (fd === null ? [] : [{ role, address, fd }]));
  return sockets.length === all.length ? sockets : null;
}
