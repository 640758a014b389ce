/** Kilobytes that become gigabytes. */
import { gzipSync } from "node:zlib";
import type { CallScenario } from "../scenario.ts";
import { codedItem, gzippedItem } from "./coded_item.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a compressed bomb",
  category: "validation",
  owasp: "API4:2023",
  attack: (world) => world.call(codedItem(gzipSync(Buffer.alloc(8_000_000, 0x20)))),
  expect: { status: 413, code: "body_too_large", by: "content_coding", finding: "body.body_too_large", place: "header:content-encoding" },
  twin: gzippedItem,
};
