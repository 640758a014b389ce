/** `portcullis schema`: the JSON Schema of the configuration file. */
import { parseArgs } from "node:util";
import { type Command, EXIT, type Io } from "../command.ts";

async function run(args: readonly string[], io: Io): Promise<number> {
  parseArgs({ args: [...args], options: {} });
  const { configSchema } = await import("../../config/config_schema.ts");
  io.out(`${JSON.stringify(configSchema(), null, 2)}\n`);
  return EXIT.ok;
}

export const schema: Command = {
  name: "schema",
  summary: "print the JSON Schema of the configuration file, for editors",
  usage: `schema

examples:
  portcullis schema > portcullis.schema.json`,
  run,
};
