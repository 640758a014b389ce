import assert from "node:assert/strict";
import { STRING_FORMATS } from "../../src/openapi/schema/formats/format_table.ts";
import type { FuzzTarget } from "./target.ts";

/** Never throws; a URI is a reference and an IRI, and what is an e-mail address has its one domain at the end. */
export const target: FuzzTarget = {
  name: "schema_formats",
  run(bytes) {
    const text = new TextDecoder().decode(bytes);
    const found = new Set<string>();
    for (const [name, is] of STRING_FORMATS) if (is(text)) found.add(name);
    if (found.has("uri")) assert.ok(found.has("uri-reference") && found.has("iri"), text);
    if (found.has("email")) assert.ok(text.includes("@"), text);
    if (found.has("date-time")) assert.ok(STRING_FORMATS.get("date")?.(text.slice(0, 10)) === true, text);
  },
};
