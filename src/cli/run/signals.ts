/** The signals that a running gateway answers to; docs/reference/exit-codes.md has them as a table. */
import { isatty } from "node:tty";
import { EXIT } from "../command.ts";

/**
 * Within this time the same signal is the same wish. Why: what is sent to a process group or a cgroup reaches this process and the launcher, which passes it on, as
 * npm does; counted twice it would cut the exchanges that a stop waits for. Long, since a launcher on a busy machine is slow to wake.
 */
const SAME_WISH_MS = 1_000;

export interface SignalSteps {
  /** SIGHUP. */
  readonly reload: () => void;
  /** SIGUSR2; ignored where there is nothing to do. */
  readonly succeed?: () => void;
  /** The first SIGTERM or SIGINT: end when the exchanges under way are over. */
  readonly stop: (signal: NodeJS.Signals) => void;
  /** Told of the second, after which nothing is waited for. */
  readonly hurry: (signal: NodeJS.Signals) => void;
}

/**
 * Answers to signals until the function that it returns is called. A second SIGTERM or SIGINT ends the process at once with 1; the same one is a second only after
 * `SAME_WISH_MS`, but for Ctrl-C, which no launcher passes on.
 */
export function onSignals({ reload, stop, hurry, succeed = () => {} }: SignalSteps): () => void {
  let first: { readonly signal: NodeJS.Signals; readonly atMs: number } | null = null;
  const end = (signal: NodeJS.Signals): void => {
    if (first === null) {
      first = { signal, atMs: performance.now() };
      stop(signal);
      return;
    }
    const typed = signal === "SIGINT" && isatty(0);
    if (signal === first.signal && !typed && performance.now() - first.atMs < SAME_WISH_MS) return;
    hurry(signal);
    process.exit(EXIT.runtime);
  };
  process.on("SIGHUP", reload);
  // Windows has no such signal, and refuses to listen for it.
  if (process.platform !== "win32") process.on("SIGUSR2", succeed);
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  return () => {
    process.off("SIGHUP", reload);
    process.off("SIGUSR2", succeed);
    process.off("SIGINT", end);
    process.off("SIGTERM", end);
  };
}
