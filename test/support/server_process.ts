/** A real server as a child process of a test: waited for until it listens, ended by its own handle, also where the test's process ends first. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { accepts } from "./free_port.ts";

export interface ServerProcess {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** Those that run; none outlives this process. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

const PATIENCE_MS = 10_000;
const END_MS = 3_000;

/** Starts the command and resolves once `port` of 127.0.0.1 accepts connections; rejects with what it said where it ends or stays away. */
export async function startServerProcess(command: readonly string[], port: number): Promise<ServerProcess> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const listen = (chunk: Buffer): void => void (said = `${said}${chunk.toString()}`.slice(-4_000));
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  child.on("error", (error) => (said += error.message));
  running.add(child);
  child.once("exit", () => running.delete(child));
  const isGone = (): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const stop = async (): Promise<void> => {
    if (isGone()) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), END_MS);
    await gone;
    clearTimeout(timer);
  };
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await sleep(20)) {
    if (isGone()) break;
    if (await accepts(port)) return { child, stop };
  }
  await stop();
  throw new Error(`${command.join(" ")} does not listen on ${port}: ${said}`);
}
