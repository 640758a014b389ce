/** Files of the gateway's own state, in the folder that the configuration calls `state`. */
import type { Config } from "./config.ts";

/** Where the state lies where nothing else is said, relative to the configuration. */
export const DEFAULT_STATE = ".portcullis";

/** Names of the files: the admin token unless `admin.token_file` names another, the key of captures, overrides of modes, the event store unless `store.path` does, the folder of ACME accounts and certificates. */
export type StateFile = "admin-token" | "capture.key" | "modes.json" | "events.sqlite" | "acme";

/** Path of a state file, relative to the configuration's folder or absolute. */
export function stateFile({ state }: Pick<Config, "state">, name: StateFile): string {
  return `${state}/${name}`;
}
