/** The event store that a command reads: the one named, else the configuration's, else the usual one. */
import { dirname, resolve } from "node:path";
import { readConfigFile } from "../adapters/read_config_file.ts";
import { DEFAULT_STATE, stateFile } from "../config/state_files.ts";
import type { Io } from "./command.ts";

/** Where the event store lies when nothing else is said, relative to the configuration file. */
export const DEFAULT_STORE: string = stateFile({ state: DEFAULT_STATE }, "events.sqlite");

/**
 * Absolute path of the store: `store` as the command line gives it, else `store.path` of the configuration, else the usual one beside it. A configuration that is
 * missing, or has errors elsewhere, is no obstacle, since records are read where they lie. Throws where the configuration says that there is no store.
 */
export function storeFileOf(store: string | undefined, config: string, io: Pick<Io, "cwd">): string {
  if (store !== undefined) return resolve(io.cwd, store);
  const file = resolve(io.cwd, config);
  const read = readConfigFile(file);
  const known = read.ok ? read.value : (read.rest?.file ?? null);
  if (known === null) return resolve(dirname(file), DEFAULT_STORE);
  const { store: kept } = known.config;
  if (kept === null)
    throw new Error(`\`${config}\` says \`store: off\`, so that nothing is kept; --store names the file of another gateway`);
  return resolve(dirname(file), kept.path);
}
