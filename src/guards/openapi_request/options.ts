/** The key `validation` of the configuration: how requests are held to the API's document. */
import { z } from "zod";

export interface ValidationOptions {
  readonly status: 422 | 400;
  readonly additionalProperties: "as_declared" | "strict";
  readonly readOnly: "refuse" | "ignore";
  readonly otherCase: "refuse" | "ignore";
  readonly undeclaredQuery: "refuse" | "ignore";
  readonly undeclaredFields: "refuse" | "ignore";
  readonly formats: "assert" | "annotate";
}

const refuseOrIgnore = z.enum(["refuse", "ignore"]).default("refuse");

export const validationOptions: z.ZodType<ValidationOptions> = z
  .strictObject({
    status: z
      .union([z.literal(422), z.literal(400)])
      .default(422)
      .describe("status for requests that are well formed but do not fit the document"),
    additional_properties: z
      .enum(["as_declared", "strict"])
      .default("as_declared")
      .describe("`strict` refuses properties that no schema declares, unless it says itself that there may be others"),
    read_only: refuseOrIgnore.describe("properties marked `readOnly` in a request"),
    other_case: refuseOrIgnore.describe(
      "properties whose name is that of a declared one in other letters (`Role` for `role`), which some servers take for it; `ignore` takes them for others",
    ),
    undeclared_query: refuseOrIgnore.describe("query parameters that the operation does not declare; `ignore` forwards them unread"),
    undeclared_fields: refuseOrIgnore.describe("fields and parts of forms that no property declares; `ignore` forwards them unread"),
    formats: z.enum(["assert", "annotate"]).default("assert").describe("whether `format` is checked"),
  })
  .prefault({})
  .describe("how requests are held to the API's document")
  .transform((written) => ({
    status: written.status,
    additionalProperties: written.additional_properties,
    readOnly: written.read_only,
    otherCase: written.other_case,
    undeclaredQuery: written.undeclared_query,
    undeclaredFields: written.undeclared_fields,
    formats: written.formats,
  }));
