/** The version of this package, as its manifest has it. */
import { readFileSync } from "node:fs";
import { z } from "zod";

const manifest = z.looseObject({ version: z.string() });

/** For example `0.1.0`. The manifest stands two folders up from here, in a checkout and in an installed package alike. */
export const VERSION: string = manifest.parse(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))).version;
