/** The target names another host than Host: caches and routers part ways (RFC 9112 section 3.2.2). */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a target for another host than Host",
  category: "framing",
  owasp: "API8:2023",
  attack: (world) => world.raw("GET http://evil.example/raw HTTP/1.1\r\nHost: api.example\r\n\r\n"),
  expect: { status: 400, code: "target_host_mismatch", by: "framing", finding: "target.host_mismatch", place: "framing" },
  twin: (world) =>
    world.rawTwin("GET http://api.example/raw HTTP/1.1\r\nHost: api.example\r\n\r\n", { method: "GET", url: "/raw", body: "" }),
};
