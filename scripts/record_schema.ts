/** Writes docs/schemas/exchange-record.json from the decoder of records; a test says when it is out of date. */
import { writeFileSync } from "node:fs";
import { exchangeRecordSchema } from "../src/events/record_schema.ts";

writeFileSync(new URL("../docs/schemas/exchange-record.json", import.meta.url), `${JSON.stringify(exchangeRecordSchema(), null, 2)}\n`);
