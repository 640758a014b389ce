/** Two codings, of which only one is undone. */
import { gzipSync } from "node:zlib";
import type { CallScenario } from "../scenario.ts";
import { codedItem, gzippedItem } from "./coded_item.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "two content codings",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call(codedItem(gzipSync(gzipSync('{"name":"cup"}')), "gzip, gzip")),
  expect: {
    status: 415,
    code: "unsupported_coding",
    by: "content_coding",
    finding: "body.unsupported_coding",
    place: "header:content-encoding",
  },
  twin: gzippedItem,
};
