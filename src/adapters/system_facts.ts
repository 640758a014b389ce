/** What the machine grants this process: open files, backlog, memory, runtime. Read from Linux's own files; null where the system does not tell. */
import { readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { getHeapStatistics } from "node:v8";

export interface SystemFacts {
  /** `24.21.0`. */
  readonly nodeVersion: string;
  /** Files and sockets that this process may have open; Infinity for no bound. Node.js raises its soft limit to the hard one when it starts. */
  readonly openFiles: number | null;
  /** Most connections that may wait to be accepted, whatever a listener asks for. */
  readonly somaxconn: number | null;
  readonly memoryBytes: number;
  /** What the control group grants; null where it grants all there is. */
  readonly cgroupBytes: number | null;
  /** Most that JavaScript values may take before the process is ended. */
  readonly heapBytes: number;
}

/** `root` is where `proc` and `sys` lie. */
export function readSystemFacts(root: string = "/"): SystemFacts {
  return {
    nodeVersion: process.versions.node,
    openFiles: openFilesOf(textOf(root, "proc/self/limits")),
    somaxconn: numberOf(textOf(root, "proc/sys/net/core/somaxconn")),
    memoryBytes: totalmem(),
    cgroupBytes: cgroupBytesOf(root),
    heapBytes: getHeapStatistics().heap_size_limit,
  };
}

function textOf(root: string, name: string): string | null {
  try {
    return readFileSync(join(root, name), "utf8");
  } catch {
    // Another system, or a file that is hidden from us: then nothing is said of it.
    return null;
  }
}

const numberOf = (text: string | null): number | null => (/^[0-9]+\s*$/u.test(text ?? "") ? Number(text) : null);

/** `Max open files            1024                 4096                 files` (proc(5)): soft, then hard. */
function openFilesOf(limits: string | null): number | null {
  const soft = /^Max open files\s+(\S+)/mu.exec(limits ?? "")?.[1];
  return soft === undefined ? null : soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
}

/** The tightest `memory.max` from this process's group up (cgroups(7)), or version 1's own file. */
function cgroupBytesOf(root: string): number | null {
  const path = /^0::(\/.*)$/mu.exec(textOf(root, "proc/self/cgroup") ?? "")?.[1] ?? "/";
  const parts = path.split("/").filter((part) => part !== "" && part !== "..");
  const folders = [...parts.keys(), parts.length].map((count) => parts.slice(0, count).join("/"));
  const files = [...folders.map((folder) => join("sys/fs/cgroup", folder, "memory.max")), "sys/fs/cgroup/memory/memory.limit_in_bytes"];
  const limits = files.flatMap((file) => numberOf(textOf(root, file)) ?? []);
  // Version 1 writes "no limit" as nearly 2^63.
  const least = Math.min(...limits.filter((limit) => limit < Number.MAX_SAFE_INTEGER));
  return Number.isFinite(least) ? least : null;
}
