/** How strictly a plan reads its schemas. */
export interface SchemaOptions {
  /** `strict` closes every object that declares properties and says nothing about others; members count as declared wherever the composition declares them. */
  readonly additionalProperties: "as_declared" | "strict";
  /** A `readOnly` property in a request, and a `writeOnly` one in a response. */
  readonly readOnlyInRequest: "refuse" | "ignore";
  readonly writeOnlyInResponse: "refuse" | "ignore";
  /** A property of a request whose name is that of a declared one in other letters. */
  readonly otherCaseInRequest: "refuse" | "ignore";
  /** `annotate`: `format` asserts nothing, as JSON Schema 2020-12 has it by default. */
  readonly formats: "assert" | "annotate";
  /** `length_only`: a `pattern` that can't be run in linear time is left out with a warning; otherwise it is an error. */
  readonly unsupportedPattern: "error" | "length_only";
  /** `error`: a keyword the dialect does not have is an error, `x-` ones excepted. */
  readonly unknownKeyword: "annotation" | "error";
}

export const DEFAULT_SCHEMA_OPTIONS: SchemaOptions = Object.freeze({
  additionalProperties: "as_declared",
  readOnlyInRequest: "refuse",
  writeOnlyInResponse: "refuse",
  otherCaseInRequest: "refuse",
  formats: "assert",
  unsupportedPattern: "error",
  unknownKeyword: "annotation",
});

/** A text that is the same for equal options. */
export function optionsKey(options: SchemaOptions): string {
  const { additionalProperties, readOnlyInRequest, writeOnlyInResponse, otherCaseInRequest, formats, unsupportedPattern, unknownKeyword } =
    options;
  return [
    additionalProperties,
    readOnlyInRequest,
    writeOnlyInResponse,
    otherCaseInRequest,
    formats,
    unsupportedPattern,
    unknownKeyword,
  ].join(" ");
}
