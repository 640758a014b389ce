/** A file name that is a path writes where it names. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a file name that is a path",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) =>
    world.call({
      target: "/uploads",
      fields: { "Content-Type": "multipart/form-data; boundary=b" },
      body: '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\na\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="../../etc/cron.d/x"\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n',
    }),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "multipart.filename", place: "body" },
  twin: (world) =>
    world.twin({
      target: "/uploads",
      fields: { "Content-Type": "multipart/form-data; boundary=b" },
      body: '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\na\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="x.png"\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n',
    }),
};
