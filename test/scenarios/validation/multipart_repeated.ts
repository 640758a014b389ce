/** Two parts of one name: the first is scanned, the last is stored. */
import type { CallScenario } from "../scenario.ts";
import { fieldPart, upload } from "./upload_form.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a multipart field twice",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call(upload(fieldPart("title", "a"), fieldPart("title", "b"))),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "parameter.repeated", place: "body:/title" },
  twin: (world) => world.twin(upload(fieldPart("title", "a"))),
};
