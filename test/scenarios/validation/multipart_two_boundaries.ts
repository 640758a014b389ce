/** An extended parameter (RFC 2231) is a second boundary: Go's parser takes it for the only one, and finds other fields than those that were judged. */
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a form within a form, by a second boundary",
  category: "validation",
  owasp: "API3:2023",
  attack: (world) =>
    world.call({
      target: "/uploads",
      fields: { "Content-Type": "multipart/form-data; boundary=a; boundary*=utf-8''b" },
      body: '--a\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name="role"\r\n\r\nadmin\r\n--b--\r\n\r\n--a--\r\n',
    }),
  expect: { status: 415, code: "unsupported_media_type", by: "openapi_request", finding: "media.malformed", place: "header:content-type" },
  twin: (world) =>
    world.twin({
      target: "/uploads",
      fields: { "Content-Type": 'multipart/form-data; boundary="a"' },
      body: '--a\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n--b\r\n--a--\r\n',
    }),
};
