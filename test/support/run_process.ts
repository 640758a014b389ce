/** A program as a user runs it: a real process, its output collected, its end awaited. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface ProcessEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface ProcessOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** In a process group of its own, as a terminal would start it, so that `interrupt` is what Ctrl-C is. */
  readonly group?: boolean;
}

export interface RunningProcess {
  readonly child: ChildProcess;
  readonly end: Promise<ProcessEnd>;
  /** Resolves with all output so far once `text` is in it (standard output or error); rejects when the process ends before or after 60 s. */
  says(text: string): Promise<string>;
}

const PATIENCE_MS = 60_000;

export function startProcess(program: string, args: readonly string[], options: ProcessOptions = {}): RunningProcess {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: "1", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: options.group === true,
  });
  let out = "";
  let err = "";
  const watchers = new Set<() => void>();
  const wake = (): void => {
    for (const watcher of watchers) watcher();
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    wake();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
    wake();
  });
  const end = new Promise<ProcessEnd>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, out, err }));
  });
  const says = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const settle = (fault: string | null): void => {
        watchers.delete(look);
        clearTimeout(timer);
        if (fault === null) resolve(out + err);
        else reject(new Error(`the process ${fault} without saying \`${text}\`:\n${out}${err}`));
      };
      const look = (): void => {
        if (out.includes(text) || err.includes(text)) settle(null);
      };
      const timer = setTimeout(() => settle("ran on"), PATIENCE_MS);
      watchers.add(look);
      end.then(
        () => settle(out.includes(text) || err.includes(text) ? null : "ended"),
        () => settle("did not start"),
      );
      look();
    });
  return { child, end, says };
}

/** Sends a signal to a program that was started with `group` and to everything it started: by default what Ctrl-C does. Nothing when it is gone. */
export function interrupt({ child }: RunningProcess, signal: NodeJS.Signals = "SIGINT"): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, signal);
}

/** Runs a program to its end. */
export function runProcess(program: string, args: readonly string[], options: ProcessOptions = {}): Promise<ProcessEnd> {
  return startProcess(program, args, options).end;
}

const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** Starts `./bin/portcullis` of this checkout; with the launcher's flag given already it is one process, so that a signal meant for it reaches it. */
export function startPortcullis(args: readonly string[], options: ProcessOptions = {}): RunningProcess {
  return startProcess(process.execPath, ["--disable-warning=ExperimentalWarning", `${root}bin/portcullis`, ...args], options);
}

export function runPortcullis(args: readonly string[], options: ProcessOptions = {}): Promise<ProcessEnd> {
  return startPortcullis(args, options).end;
}
