/** The same without an announcement: chunk after chunk. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a chunked body over the limit",
  category: "limits",
  owasp: "API4:2023",
  world: { api: { max_body: "1KB" } },
  attack: (world) => {
    const chunk = `100\r\n${"x".repeat(256)}\r\n`;
    return world.raw(
      `POST /items HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(5)}`,
    );
  },
  expect: { status: 413, code: "body_too_large", by: "max_body", finding: "body.too_large", place: "body" },
  twin: (world) => world.twin({ target: "/items", fields: { "Content-Type": "application/json" }, body: '{"name":"cup"}' }),
};
