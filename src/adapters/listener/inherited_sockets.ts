/**
 * Listening sockets that a process is started with instead of opening them: by systemd (socket activation, sd_listen_fds(3)) or by the gateway that it succeeds.
 * Whoever holds a socket keeps its queue, so that no connection is refused or reset while one process ends and another begins.
 */
import net from "node:net";
import { z } from "zod";
import { type Address, isLoopback } from "../../config/listener_options.ts";

export type SocketRole = "listen" | "admin" | "admin_socket";

export interface InheritedSocket {
  readonly fd: number;
  readonly role: SocketRole;
  /** As the configuration of its former owner wrote it; null where the order counts, as systemd has it. */
  readonly address: string | null;
}

/** How a gateway tells its successor: the sockets as JSON, the descriptor on which it waits for `ready`, and the one from which it reads what is secret. */
export const SUCCESSOR_VARIABLE = "PORTCULLIS_SUCCEEDS";
export interface Succession {
  readonly sockets: readonly InheritedSocket[];
  /** -1 where nobody waits. */
  readonly readyFd: number;
  /** Pipe with the secret of session tickets; null where there is none. */
  readonly ticketsFd: number | null;
}
const succession: z.ZodType<Succession> = z.strictObject({
  sockets: z.array(
    z.strictObject({ fd: z.int().min(3), role: z.enum(["listen", "admin", "admin_socket"]), address: z.string().nullable() }),
  ),
  readyFd: z.int().min(3),
  ticketsFd: z.int().min(3).nullable().default(null),
});

const FIRST_FD = 3;
const MAX_FDS = 1_024;

type Environment = Record<string, string | undefined>;

/** How a gateway tells a worker that it is one: its sockets as JSON, and the descriptor of the channel to the primary. */
export const WORKER_VARIABLE = "PORTCULLIS_WORKER";
export interface WorkerPlace {
  readonly sockets: readonly InheritedSocket[];
  readonly channelFd: number;
}
const inheritedSocket = z.strictObject({
  fd: z.int().min(3),
  role: z.enum(["listen", "admin", "admin_socket"]),
  address: z.string().nullable(),
});
const workerPlace: z.ZodType<WorkerPlace> = z.strictObject({ sockets: z.array(inheritedSocket), channelFd: z.int().min(3) });

/** What a worker was started with, taken out of the environment; null in a process that is none. Throws for what is no such thing. */
export function takeWorkerPlace(env: Environment): WorkerPlace | null {
  const told = env[WORKER_VARIABLE];
  delete env[WORKER_VARIABLE];
  return told === undefined ? null : workerPlace.parse(JSON.parse(told));
}

/** What this process was started with, taken out of the environment so that nothing it starts takes it for its own. Throws for what is no such thing. */
export function takeSuccession(env: Environment, pid: number): Succession | null {
  const told = env[SUCCESSOR_VARIABLE];
  const activated = env["LISTEN_PID"] === String(pid) ? systemdSockets(env) : null;
  for (const name of [SUCCESSOR_VARIABLE, "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"]) delete env[name];
  if (told !== undefined) return succession.parse(JSON.parse(told));
  return activated === null ? null : { sockets: activated, readyFd: -1, ticketsFd: null };
}

/** A socket named `admin` is the admin API's; every other one belongs to `listen`, in the order of the socket units. */
function systemdSockets(env: Environment): readonly InheritedSocket[] {
  const count = /^[0-9]{1,4}$/u.test(env["LISTEN_FDS"] ?? "") ? Number(env["LISTEN_FDS"]) : 0;
  if (count > MAX_FDS) throw new Error(`LISTEN_FDS says ${count} sockets; ${MAX_FDS} are allowed`);
  const names = (env["LISTEN_FDNAMES"] ?? "").split(":");
  return Array.from({ length: count }, (_none, index) => ({
    fd: FIRST_FD + index,
    role: names[index] === "admin" ? "admin" : "listen",
    address: null,
  }));
}

/** The sockets that are there to be taken, each once. */
export class InheritedSockets {
  private rest: readonly InheritedSocket[];

  constructor(sockets: readonly InheritedSocket[] = []) {
    this.rest = sockets;
  }

  /** The descriptor of the socket for `address`, or null where it is to be opened. */
  take(role: SocketRole, address: string): number | null {
    const found = this.rest.find((socket) => socket.role === role && (socket.address === null || socket.address === address));
    if (found === undefined) return null;
    this.rest = this.rest.filter((socket) => socket !== found);
    return found.fd;
  }

  /** Those that nobody took: systemd's, which the configuration has no place for, and those whose place it no longer has. */
  left(): readonly InheritedSocket[] {
    return this.rest;
  }
}

/** Connections that may wait to be taken. */
export const BACKLOG = 1_024;

/** Address as it names a socket to a successor. */
export const addressKey = ({ host, port }: Address): string => `${host}:${port}`;

/**
 * Why a socket that was handed over is not the one that the configuration names, or null. What the configuration was judged by, such as that loopback needs no TLS,
 * must hold for the socket that is really there.
 */
export function addressFault(wanted: Address, actual: net.AddressInfo | string | null): string | null {
  if (typeof actual !== "object" || actual === null) return "the socket handed over is no TCP socket";
  const told = `the socket handed over listens on \`${actual.address}:${actual.port}\`, where the configuration says \`${addressKey(wanted)}\``;
  if (wanted.port !== 0 && wanted.port !== actual.port) return told;
  if (net.isIP(wanted.host) === 0) return isLoopback(wanted.host) === isLoopback(actual.address) ? null : told;
  const same = new net.BlockList();
  same.addAddress(wanted.host, net.isIPv6(wanted.host) ? "ipv6" : "ipv4");
  return same.check(actual.address, actual.family === "IPv6" ? "ipv6" : "ipv4") ? null : told;
}

/** The descriptor of a server that listens; null where the system has none (Windows). */
export function descriptorOf(server: net.Server): number | null {
  // Why here: Node.js takes descriptors to listen on and tells of none; its handle has had this property since version 0.12.
  const handle: unknown = "_handle" in server ? server._handle : null;
  const fd: unknown = typeof handle === "object" && handle !== null && "fd" in handle ? handle.fd : null;
  return typeof fd === "number" && fd >= 0 ? fd : null;
}
