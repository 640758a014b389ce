/** Writes docs/http2-refusals.md from the cases; a test says when it is out of date. */
import { writeFileSync } from "node:fs";
import { downgradePage } from "../test/conformance/http2/downgrade_table.ts";

writeFileSync(new URL("../docs/http2-refusals.md", import.meta.url), downgradePage());
