/** The configuration file that a command works on: its one positional argument, or `-c FILE` as for every other command. */
import { resolve } from "node:path";
import { type Io, UsageError } from "./command.ts";

export const DEFAULT_CONFIG_FILE = "portcullis.yaml";

/** Absolute path of the file named, or of `portcullis.yaml` in the working directory. More than one name is a usage error. */
export function configFileOf(positionals: readonly string[], named: string | undefined, io: Pick<Io, "cwd">): string {
  const [file = DEFAULT_CONFIG_FILE, ...rest] = named === undefined ? positionals : [named, ...positionals];
  if (rest.length > 0) throw new UsageError(`one configuration file at a time; \`${rest.join(" ")}\` is too much`);
  return resolve(io.cwd, file);
}
