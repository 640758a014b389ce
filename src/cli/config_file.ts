/** The configuration file that a command works on: its one positional argument, or `-c FILE` as for every other command. */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type Io, UsageError } from "./command.ts";

export const DEFAULT_CONFIG_FILE = "portcullis.yaml";

/** Absolute path of the file named, or of `portcullis.yaml` in the working directory. More than one name, a folder or an OpenAPI document is a usage error. */
export function configFileOf(positionals: readonly string[], named: string | undefined, io: Pick<Io, "cwd">): string {
  const [file = DEFAULT_CONFIG_FILE, ...rest] = named === undefined ? positionals : [named, ...positionals];
  if (rest.length > 0) throw new UsageError(`one configuration file at a time; \`${rest.join(" ")}\` is too much`);
  const path = resolve(io.cwd, file);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) throw new UsageError(`\`${file}\` is a folder; name the configuration in it`);
  if (found?.isFile() === true && isOpenApi(path))
    throw new UsageError(
      `\`${file}\` is an OpenAPI document, no configuration; \`portcullis init ${file} --upstream URL\` writes one for it`,
    );
  return path;
}

/** Whether a document of that kind was named by mistake. What can't be read is left to whoever reads configurations. */
function isOpenApi(path: string): boolean {
  try {
    const text = readFileSync(path, "utf8");
    return /^(?:\{\s*)?["']?(?:openapi|swagger)["']?\s*:/mu.test(text) && !/^\s*["']?apis["']?\s*:/mu.test(text);
  } catch {
    return false;
  }
}
