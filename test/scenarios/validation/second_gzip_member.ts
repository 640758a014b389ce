/** A second member after the first: judged without it, served with it. */
import { gzipSync } from "node:zlib";
import type { CallScenario } from "../scenario.ts";
import { codedItem, gzippedItem } from "./coded_item.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a second gzip member",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call(codedItem(Buffer.concat([gzipSync('{"name":"cup"'), gzipSync(',"admin":true}')]))),
  expect: {
    status: 400,
    code: "malformed_coding",
    by: "content_coding",
    finding: "body.malformed_coding",
    place: "header:content-encoding",
  },
  twin: gzippedItem,
};
