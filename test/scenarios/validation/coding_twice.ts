/** Two codings, of which only one is undone. */
import { gzipSync } from "node:zlib";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "two content codings",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({
      target: "/items",
      fields: { "Content-Type": "application/json", "Content-Encoding": "gzip, gzip" },
      body: gzipSync(gzipSync('{"name":"cup"}')),
    }),
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
