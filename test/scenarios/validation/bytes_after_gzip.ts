/** Bytes after the member, which lenient decoders skip. */
import { gzipSync } from "node:zlib";
import type { CallScenario } from "../scenario.ts";
import { codedItem, gzippedItem } from "./coded_item.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "bytes after the gzip member",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call(codedItem(Buffer.concat([gzipSync('{"name":"cup"}'), Buffer.from("x")]))),
  expect: {
    status: 400,
    code: "malformed_coding",
    by: "content_coding",
    finding: "body.malformed_coding",
    place: "header:content-encoding",
  },
  twin: gzippedItem,
};
