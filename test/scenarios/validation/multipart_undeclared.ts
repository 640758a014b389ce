/** A part that the form never had. */
import type { CallScenario } from "../scenario.ts";
import { fieldPart, upload } from "./upload_form.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "an undeclared multipart field",
  category: "validation",
  owasp: "API3:2023",
  attack: (world) => world.call(upload(fieldPart("title", "a"), fieldPart("role", "admin"))),
  expect: { status: 422, code: "invalid_request", by: "openapi_request", finding: "form.undeclared", place: "body:/role" },
  twin: (world) => world.twin(upload(fieldPart("title", "a"))),
};
