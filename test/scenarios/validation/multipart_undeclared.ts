/** A part that the form never had. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an undeclared multipart field",
  category: "validation",
  owasp: "API3:2023",
  attack: (world) =>
    world.call({
      target: "/uploads",
      fields: { "Content-Type": "multipart/form-data; boundary=b" },
      body: '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\na\r\n--b\r\nContent-Disposition: form-data; name="role"\r\n\r\nadmin\r\n--b--\r\n',
    }),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "form.undeclared", place: "body:/role" },
  twin: (world) =>
    world.twin({
      target: "/uploads",
      fields: { "Content-Type": "multipart/form-data; boundary=b" },
      body: '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\na\r\n--b--\r\n',
    }),
};
