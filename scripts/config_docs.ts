/** Writes docs/schemas/config.json and docs/configuration.md from the decoder of the configuration; tests say when they are out of date. */
import { writeFileSync } from "node:fs";
import { configReference } from "../src/config/config_reference.ts";
import { configSchema } from "../src/config/config_schema.ts";

const docs = new URL("../docs/", import.meta.url);
const schema = configSchema();
writeFileSync(new URL("schemas/config.json", docs), `${JSON.stringify(schema, null, 2)}\n`);
writeFileSync(new URL("configuration.md", docs), configReference(schema));
