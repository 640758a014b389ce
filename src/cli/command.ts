/** What every command of the command line has: a name, words for its help, and a function from arguments to an exit code. */

/** Exit codes of the command line (DESIGN section 5). */
export const EXIT: { readonly ok: 0; readonly runtime: 1; readonly findings: 2; readonly config: 3; readonly usage: 64 } = Object.freeze({
  ok: 0,
  runtime: 1,
  findings: 2,
  config: 3,
  usage: 64,
});

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether standard output is a terminal that shows colours. */
  readonly colours: boolean;
  /** Columns of the terminal; infinite where there is none, so that nothing is cut in a pipe. */
  readonly columns: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** After `usage: portcullis `; further lines explain the options. */
  readonly usage: string;
  readonly run: (args: readonly string[], io: Io) => Promise<number>;
}

/** A mistake in how a command was called; shown with the command's usage, exit code 64. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
