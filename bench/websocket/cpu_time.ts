/** Processor time of a process and its children, from /proc. */
import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second that the kernel counts in for user space, on every Linux that is built for servers. */
const TICKS_PER_SECOND = 100;

/** Seconds of user and system time so far. */
export function cpuSeconds(pid: number): number {
  let ticks = 0;
  for (const each of readdirSync("/proc")) {
    if (!/^\d+$/u.test(each)) continue;
    try {
      const text = readFileSync(`/proc/${each}/stat`, "utf8");
      // The name in parentheses may hold blanks; what follows begins with the state and the parent.
      const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
      if (Number(each) === pid || Number(fields[1]) === pid) ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended meanwhile.
    }
  }
  return ticks / TICKS_PER_SECOND;
}
