/** A file name that is a path writes where it names. */
import type { CallScenario } from "../scenario.ts";
import { fieldPart, filePart, upload } from "./upload_form.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a file name that is a path",
  category: "validation",
  owasp: "API8:2023",
  attack: (world) => world.call(upload(fieldPart("title", "a"), filePart("../../etc/cron.d/x"))),
  expect: { status: 400, code: "malformed_request", by: "openapi_request", finding: "multipart.filename", place: "body" },
  twin: (world) => world.twin(upload(fieldPart("title", "a"), filePart("x.png"))),
};
