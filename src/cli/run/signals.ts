/** The signals that a running gateway answers to; docs/reference/signals.md has this table, and a test holds it to it. */
import { EXIT } from "../command.ts";

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

/** Answers to signals until the function that it returns is called. A second SIGTERM or SIGINT ends the process at once with 1. */
export function onSignals({ reload, stop, hurry, succeed = () => {} }: SignalSteps): () => void {
  let stopping = false;
  const end = (signal: NodeJS.Signals): void => {
    if (stopping) {
      hurry(signal);
      process.exit(EXIT.runtime);
    }
    stopping = true;
    stop(signal);
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
