/** A coding that the gateway can't undo and the server can. */
import { gzipSync } from "node:zlib";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an unknown content coding",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({ target: "/items", fields: { "Content-Type": "application/json", "Content-Encoding": "compress" }, body: "x" }),
  expect: {
    status: 415,
    code: "unsupported_coding",
    by: "content_coding",
    finding: "body.unsupported_coding",
    place: "header:content-encoding",
  },
  twin: (world) =>
    world.twin(
      { target: "/items", fields: { "Content-Type": "application/json", "Content-Encoding": "gzip" }, body: gzipSync('{"name":"cup"}') },
      { body: '{"name":"cup"}' },
    ),
};
