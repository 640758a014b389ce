/** The JSON Schema of the configuration file, made from its decoder: what editors complete by and `portcullis schema` prints. */
import { z } from "zod";
import { config } from "./config.ts";

/** Where the published schema of this version lies, in the package and in the repository. */
export const CONFIG_SCHEMA_PATH = "docs/schemas/config.json";

/**
 * The schema (2020-12) of what may be written, not of what it decodes to. It says less than the decoder: rules between keys, and the syntax of durations,
 * sizes and rates, are checked by `portcullis check` alone. Functions, dates and the like have no place in a file; where a decoder takes one, the schema
 * allows anything.
 */
export function configSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(config, { target: "draft-2020-12", io: "input", unrepresentable: "any" });
  return {
    $schema: schema.$schema,
    title: "Portcullis configuration",
    description: "`portcullis.yaml`; docs/configuration.md has the same as text.",
    ...schema,
  };
}
