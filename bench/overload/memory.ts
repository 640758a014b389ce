/** What a process has in memory. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Resident bytes of the process. Why not of its children too: it has none. */
function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1_024;
}

/** The most that a process had resident while something went on, beyond what it had before. */
export async function grownBytes(pid: number, during: Promise<unknown>): Promise<number> {
  const before = residentBytes(pid);
  let most = before;
  const end = during.then(() => true);
  do most = Math.max(most, residentBytes(pid));
  while (!(await Promise.race([end, sleep(50, false)])));
  return Math.max(most, residentBytes(pid)) - before;
}
