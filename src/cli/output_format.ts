/** The option `--output` of commands that can answer machines too. */
import { UsageError } from "./command.ts";

/** The format asked for, the first of `formats` where none was; anything else is a usage error that names them. */
export function outputFormat<F extends string>(written: string | undefined, formats: readonly [F, ...F[]]): F {
  const format = written === undefined ? formats[0] : formats.find((known) => known === written);
  if (format === undefined) throw new UsageError(`no output format \`${written ?? ""}\`; there are ${formats.join(", ")}`);
  return format;
}
