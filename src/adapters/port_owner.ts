/** Who listens on a TCP port of this machine: Linux's table of sockets, then the open files of processes. Only names of programs leave here, never arguments. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

export interface PortOwner {
  readonly pid: number;
  /** Name of the program's file. */
  readonly program: string;
  readonly isPortcullis: boolean;
}

const LISTEN = "0A";
const MOST_WORDS = 8;

/** The processes that listen on the port; none where the system does not tell, or does not tell this user. */
export function portOwners(port: number): readonly PortOwner[] {
  const inodes = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => listeningInodes(textOf(table), port)));
  if (inodes.size === 0) return [];
  return namesIn("/proc")
    .filter((name) => /^[0-9]+$/u.test(name))
    .filter((pid) => hasSocket(pid, inodes))
    .map((pid) => {
      // The first words of the command are looked at, behind flags of Node.js, and none is kept: others may hold secrets.
      const words = textOf(`/proc/${pid}/cmdline`).split("\0").slice(0, MOST_WORDS);
      const isPortcullis = words.some((word) => /(?:^|\/)(?:bin\/portcullis|portcullis|cli\/main\.[jt]s)$/u.test(word));
      return { pid: Number(pid), program: basename(linkOf(`/proc/${pid}/exe`)) || textOf(`/proc/${pid}/comm`).trim(), isPortcullis };
    });
}

/** Rows `sl local_address rem_address st ... inode` (proc_pid_net(5)); addresses and ports are hexadecimal. */
function listeningInodes(table: string, port: number): readonly string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return table.split("\n").flatMap((line) => {
    const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/u);
    return state === LISTEN && local.endsWith(`:${wanted}`) && inode !== undefined ? [inode] : [];
  });
}

function hasSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  return namesIn(`/proc/${pid}/fd`).some((descriptor) => {
    const target = /^socket:\[([0-9]+)\]$/u.exec(linkOf(`/proc/${pid}/fd/${descriptor}`))?.[1];
    return target !== undefined && inodes.has(target);
  });
}

/** Where a link leads; empty for one that is gone or of another user. */
function linkOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Names in a folder; none for one that is gone or of another user. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
