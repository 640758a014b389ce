/** The configuration as it lies on disk. */
import { readFileSync } from "node:fs";
import { errorCode, toErrorText } from "../codec/thrown.ts";
import { type ReadConfig, readConfig } from "../config/read_config.ts";

/** A file that can't be read is an issue like any other. `file` is the name shown in issues. */
export function readConfigFile(file: string): ReadConfig {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const message = `the configuration can't be read (${reasonOf(error)}); \`portcullis init OPENAPI --upstream URL\` writes one`;
    const issue = { severity: "error", code: "config.unreadable", message, file, pointer: "", line: null, column: null } as const;
    return { ok: false, rest: null, issues: [issue] };
  }
  return readConfig(file, bytes);
}

/** Why a file can't be read, in a few words. */
export function reasonOf(error: unknown): string {
  return errorCode(error) === "ENOENT" ? "no such file" : toErrorText(error);
}
