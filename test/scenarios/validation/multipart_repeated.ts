/** Two parts of one name: the first is scanned, the last is stored. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a multipart field twice",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({
      target: "/uploads",
      fields: { "Content-Type": "multipart/form-data; boundary=b" },
      body: '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\na\r\n--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nb\r\n--b--\r\n',
    }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "parameter.repeated", place: "body:/title" },
  twin: (world) =>
    world.twin({
      target: "/uploads",
      fields: { "Content-Type": "multipart/form-data; boundary=b" },
      body: '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\na\r\n--b--\r\n',
    }),
};
