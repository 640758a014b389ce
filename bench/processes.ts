/** Processes of a bench: pinned to a core where `taskset` is there, waited for until they listen, ended by their own handle. */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { accepts } from "../test/support/free_port.ts";
import { findServer } from "../test/support/servers.ts";

export const PROXY_CORE = 0;
export const LOAD_CORE = 1;

/** `command` bound to one core, or as it is where that can't be done. */
export function pinned(core: number, command: readonly string[]): readonly string[] {
  const taskset = findServer("taskset");
  return taskset === null ? command : [taskset, "-c", String(core), ...command];
}

export interface Started {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a pinned process and waits until `port` accepts connections. Its output goes nowhere unless `show`. */
export async function startPinned(
  core: number,
  command: readonly string[],
  port: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const [program = "", ...args] = pinned(core, command);
  let said = "";
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...env } });
  child.stderr?.on("data", (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-4_000)));
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await Promise.race([gone, sleep(3_000)]);
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  };
  for (let attempt = 0; attempt < 150; attempt++) {
    if (child.exitCode !== null) throw new Error(`${command.join(" ")} ended with ${child.exitCode}: ${said}`);
    if (await accepts(port)) return { child, stop };
    await sleep(100);
  }
  await stop();
  throw new Error(`${command.join(" ")} does not listen on ${port}: ${said}`);
}
