/** A coding that the gateway can't undo and the server can. */
import type { CallScenario } from "../scenario.ts";
import { codedItem, gzippedItem } from "./coded_item.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an unknown content coding",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call(codedItem("x", "compress")),
  expect: {
    status: 415,
    code: "unsupported_coding",
    by: "content_coding",
    finding: "body.unsupported_coding",
    place: "header:content-encoding",
  },
  twin: gzippedItem,
};
