/** Bytes after the member, which lenient decoders skip. */
import { gzipSync } from "node:zlib";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "bytes after the gzip member",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({
      target: "/items",
      fields: { "Content-Type": "application/json", "Content-Encoding": "gzip" },
      body: Buffer.concat([gzipSync('{"name":"cup"}'), Buffer.from("x")]),
    }),
  expect: {
    status: 400,
    code: "malformed_coding",
    by: "content_coding",
    finding: "body.malformed_coding",
    place: "header:content-encoding",
  },
  twin: (world) =>
    world.twin(
      { target: "/items", fields: { "Content-Type": "application/json", "Content-Encoding": "gzip" }, body: gzipSync('{"name":"cup"}') },
      { body: '{"name":"cup"}' },
    ),
};
