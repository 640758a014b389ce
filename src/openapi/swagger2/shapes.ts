/** The objects of Swagger 2.0 as a table, as `../shapes.ts` has those of OpenAPI 3. Schema Objects are judged where they are compiled. */
import type { Shape } from "../shape.ts";
import { shapeFields } from "../shape_fields.ts";

export type SwaggerShapeName =
  | "document"
  | "info"
  | "contact"
  | "license"
  | "paths"
  | "pathItem"
  | "operation"
  | "externalDocs"
  | "parameter"
  | "items"
  | "responses"
  | "response"
  | "header"
  | "tag"
  | "securityScheme";

const { may, needs, remark, text, needsText, shape, list, map } = shapeFields<SwaggerShapeName>();

const operation = may(shape("operation"));
/** Keywords of a value; of what type they must be the schema compiler knows. */
const value = {
  format: may("string"),
  items: may(shape("items")),
  collectionFormat: may("string"),
  default: may("any"),
  maximum: may("any"),
  exclusiveMaximum: may("any"),
  minimum: may("any"),
  exclusiveMinimum: may("any"),
  maxLength: may("any"),
  minLength: may("any"),
  pattern: may("any"),
  maxItems: may("any"),
  minItems: may("any"),
  uniqueItems: may("any"),
  enum: may("any"),
  multipleOf: may("any"),
};

/** Rows in the order of the specification. */
export const SWAGGER_SHAPES: Readonly<Record<SwaggerShapeName, Shape<SwaggerShapeName>>> = {
  document: {
    title: "Swagger Object",
    host: "document",
    fields: {
      swagger: needs("string"),
      info: needs(shape("info")),
      host: may("string"),
      basePath: may("string"),
      schemes: may(list("string")),
      consumes: may(list("string")),
      produces: may(list("string")),
      paths: needs(shape("paths")),
      definitions: may(map("schema")),
      parameters: may(map(shape("parameter"))),
      responses: may(map(shape("response"))),
      securityDefinitions: may(map(shape("securityScheme"))),
      security: may(list(map(list("string")))),
      tags: remark(list(shape("tag"))),
      externalDocs: remark(shape("externalDocs")),
    },
  },
  info: {
    title: "Info Object",
    fields: {
      title: needsText,
      description: text,
      termsOfService: text,
      contact: remark(shape("contact")),
      license: remark(shape("license")),
      version: needsText,
    },
  },
  contact: { title: "Contact Object", fields: { name: text, url: text, email: text } },
  license: { title: "License Object", fields: { name: needsText, url: text } },
  paths: { title: "Paths Object", fields: {}, others: shape("pathItem") },
  pathItem: {
    title: "Path Item Object",
    host: "pathItem",
    fields: {
      $ref: may("string"),
      get: operation,
      put: operation,
      post: operation,
      delete: operation,
      options: operation,
      head: operation,
      patch: operation,
      parameters: may(list(shape("parameter"))),
    },
  },
  operation: {
    title: "Operation Object",
    host: "operation",
    fields: {
      tags: may(list("string")),
      summary: text,
      description: text,
      externalDocs: remark(shape("externalDocs")),
      operationId: may("string"),
      consumes: may(list("string")),
      produces: may(list("string")),
      parameters: may(list(shape("parameter"))),
      responses: needs(shape("responses")),
      schemes: may(list("string")),
      deprecated: may("boolean"),
      security: may(list(map(list("string")))),
    },
  },
  externalDocs: { title: "External Documentation Object", fields: { description: text, url: needsText } },
  parameter: {
    title: "Parameter Object",
    host: "parameter",
    reference: "3.0",
    fields: {
      name: needs("string"),
      in: needs("string"),
      description: text,
      required: may("boolean"),
      schema: may("schema"),
      type: may("string"),
      allowEmptyValue: may("boolean"),
      ...value,
    },
  },
  items: { title: "Items Object", fields: { type: needs("string"), ...value } },
  responses: { title: "Responses Object", fields: {}, others: shape("response") },
  response: {
    title: "Response Object",
    reference: "3.0",
    fields: {
      description: needsText,
      schema: may("schema"),
      headers: may(map(shape("header"))),
      examples: remark(map("any")),
    },
  },
  header: { title: "Header Object", fields: { description: text, type: may("string"), ...value } },
  tag: { title: "Tag Object", fields: { name: needsText, description: text, externalDocs: remark(shape("externalDocs")) } },
  securityScheme: {
    title: "Security Scheme Object",
    fields: {
      type: needs("string"),
      description: text,
      name: may("string"),
      in: may("string"),
      flow: may("string"),
      authorizationUrl: may("string"),
      tokenUrl: may("string"),
      scopes: may(map("string")),
    },
  },
};
