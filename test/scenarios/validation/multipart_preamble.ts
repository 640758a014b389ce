/** What stands before the first boundary is skipped by some readers and parsed by others. */
import type { CallScenario } from "../scenario.ts";
import { fieldPart, upload } from "./upload_form.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "content before the first part",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call(upload("x\r\n", fieldPart("title", "a"))),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "multipart.preamble", place: "body" },
  twin: (world) => world.twin(upload(fieldPart("title", "a"))),
};
