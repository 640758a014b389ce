/** Writes the pages of docs/reference that are made from the code. For the metrics a gateway is started that nobody calls. */
import { writeFileSync } from "node:fs";
import { idleMetrics } from "../test/support/idle_metrics.ts";
import { cliPage, metricsPage, recordPage } from "./reference_pages.ts";

const reference = new URL("../docs/reference/", import.meta.url);
writeFileSync(new URL("cli.md", reference), cliPage());
writeFileSync(new URL("exchange-record.md", reference), recordPage());
writeFileSync(new URL("metrics.md", reference), metricsPage(await idleMetrics()));
