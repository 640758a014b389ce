/** What stands before the first boundary is skipped by some readers and parsed by others. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "content before the first part",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({
      target: "/uploads",
      fields: { "Content-Type": "multipart/form-data; boundary=b" },
      body: 'x\r\n--b\r\nContent-Disposition: form-data; name="title"\r\n\r\na\r\n--b--\r\n',
    }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "multipart.preamble", place: "body" },
  twin: (world) =>
    world.twin({
      target: "/uploads",
      fields: { "Content-Type": "multipart/form-data; boundary=b" },
      body: '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\na\r\n--b--\r\n',
    }),
};
