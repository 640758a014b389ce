/** A process that takes the place of this one: the same command with the code that lies there now, on the sockets of this one. */
import { spawn } from "node:child_process";
import { closeSync, writeSync } from "node:fs";
import { Writable } from "node:stream";
import { type InheritedSocket, type Succession, SUCCESSOR_VARIABLE } from "../../adapters/listener/inherited_sockets.ts";
import type { TicketSecret } from "../../adapters/listener/ticket_secret.ts";

/** How long a successor may take to listen; issuers may be slow to give their keys. */
const READY_MS = 60_000;
const FIRST_FD = 3;
const READY = "ready";

export type Successor = { readonly ok: true; readonly pid: number } | { readonly ok: false; readonly reason: string };

/**
 * Starts it and waits until it serves. Never rejects: on any failure it is gone, and this process has everything it had. `tickets` goes through a pipe: others may
 * look at environments and command lines.
 */
export function startSuccessor(sockets: readonly InheritedSocket[], tickets: TicketSecret): Promise<Successor> {
  const told: Succession = {
    sockets: sockets.map((socket, index) => ({ ...socket, fd: FIRST_FD + index })),
    readyFd: FIRST_FD + sockets.length,
    ticketsFd: FIRST_FD + sockets.length + 1,
  };
  const args = [...process.execArgv, ...process.argv.slice(1)];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "inherit", "inherit", ...sockets.map(({ fd }) => fd), "pipe", "pipe"],
      env: { ...process.env, [SUCCESSOR_VARIABLE]: JSON.stringify(told) },
    });
    const settle = (successor: Successor): void => {
      clearTimeout(timer);
      pipe?.destroy();
      secrets?.destroy();
      child.removeAllListeners();
      // A late error has nobody to tell any more.
      child.on("error", () => {});
      child.unref();
      resolve(successor);
    };
    const pipe = child.stdio[told.readyFd];
    const secrets = child.stdio[FIRST_FD + sockets.length + 1];
    // A successor that ended before it read is told of by its end.
    secrets?.on("error", () => {});
    if (secrets instanceof Writable) secrets.end(JSON.stringify(tickets));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      settle({ ok: false, reason: `it did not serve within ${READY_MS / 1000} s` });
    }, READY_MS);
    child.on("error", (error) => settle({ ok: false, reason: error.message }));
    child.on("exit", (code, signal) =>
      settle({ ok: false, reason: signal === null ? `it ended with ${code ?? 0}` : `it was ended by ${signal}` }),
    );
    pipe?.on("data", (data: unknown) => {
      if (String(data).startsWith(READY)) settle({ ok: true, pid: child.pid ?? 0 });
    });
  });
}

/** Tells the process that started this one that it may go. */
export function tellReady({ readyFd }: Pick<Succession, "readyFd">): void {
  if (readyFd < 0) return;
  try {
    writeSync(readyFd, READY);
    closeSync(readyFd);
  } catch {
    // It is gone already: this process serves all the same.
  }
}
