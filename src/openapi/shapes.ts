/**
 * The objects of OpenAPI 3.0, 3.1 and 3.2 as a table: which fields there are, since when, of what type, which must be there. Schema Objects are not here:
 * they are compiled, and judged, by `schema/`.
 */
import type { OpenApiVersion } from "./description.ts";
import type { Field, FieldType, Shape, ShapeName } from "./shape.ts";
import { shapeFields } from "./shape_fields.ts";

const { may, needs, remark, text, needsText, shape, list, map } = shapeFields<ShapeName>();
const since = (version: OpenApiVersion, type: FieldType): Field => ({ type, since: version });

const operation = may(shape("operation"));
const examples = { example: may("any"), examples: remark(map(shape("example"))) };
const valueFields = {
  description: text,
  required: may("boolean"),
  deprecated: may("boolean"),
  style: may("string"),
  explode: may("boolean"),
  allowReserved: may("boolean"),
  schema: may("schema"),
  content: may(map(shape("mediaType"))),
  ...examples,
};
const flow = (...required: readonly string[]): Shape => ({
  title: "OAuth Flow Object",
  fields: {
    authorizationUrl: required.includes("authorizationUrl") ? needs("string") : may("string"),
    tokenUrl: required.includes("tokenUrl") ? needs("string") : may("string"),
    deviceAuthorizationUrl: required.includes("deviceAuthorizationUrl")
      ? { type: "string", since: "3.2", required: "always" }
      : since("3.2", "string"),
    refreshUrl: may("string"),
    scopes: needs(map("string")),
  },
});

/** Rows in the order of the specification's chapter 4.8. */
export const SHAPES: Readonly<Record<ShapeName, Shape>> = {
  document: {
    title: "OpenAPI Object",
    host: "document",
    fields: {
      openapi: needs("string"),
      $self: since("3.2", "string"),
      info: { type: shape("info"), required: "always" },
      jsonSchemaDialect: since("3.1", "string"),
      servers: may(list(shape("server"))),
      paths: { type: shape("paths"), required: "3.0" },
      webhooks: since("3.1", map(shape("pathItem"))),
      components: may(shape("components")),
      security: may(list(map(list("string")))),
      tags: remark(list(shape("tag"))),
      externalDocs: remark(shape("externalDocs")),
    },
  },
  info: {
    title: "Info Object",
    fields: {
      title: needsText,
      version: needsText,
      summary: { type: "string", since: "3.1", prose: true },
      description: text,
      termsOfService: text,
      contact: remark(shape("contact")),
      license: remark(shape("license")),
    },
  },
  contact: { title: "Contact Object", fields: { name: text, url: text, email: text } },
  license: { title: "License Object", fields: { name: needsText, identifier: { type: "string", since: "3.1", prose: true }, url: text } },
  server: {
    title: "Server Object",
    fields: {
      url: needs("string"),
      name: { type: "string", since: "3.2", prose: true },
      description: text,
      variables: may(map(shape("serverVariable"))),
    },
  },
  serverVariable: { title: "Server Variable Object", fields: { default: needs("string"), enum: may(list("string")), description: text } },
  components: {
    title: "Components Object",
    fields: {
      schemas: may(map("schema")),
      responses: may(map(shape("response"))),
      parameters: may(map(shape("parameter"))),
      examples: remark(map(shape("example"))),
      requestBodies: may(map(shape("requestBody"))),
      headers: may(map(shape("header"))),
      securitySchemes: may(map(shape("securityScheme"))),
      links: remark(map(shape("link"))),
      callbacks: may(map(shape("callback"))),
      pathItems: since("3.1", map(shape("pathItem"))),
      mediaTypes: since("3.2", map(shape("mediaType"))),
    },
  },
  paths: { title: "Paths Object", fields: {}, others: shape("pathItem") },
  pathItem: {
    title: "Path Item Object",
    host: "pathItem",
    fields: {
      $ref: may("string"),
      summary: text,
      description: text,
      get: operation,
      put: operation,
      post: operation,
      delete: operation,
      options: operation,
      head: operation,
      patch: operation,
      trace: operation,
      query: since("3.2", shape("operation")),
      additionalOperations: since("3.2", map(shape("operation"))),
      servers: may(list(shape("server"))),
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
      parameters: may(list(shape("parameter"))),
      requestBody: may(shape("requestBody")),
      responses: { type: shape("responses"), required: "3.0" },
      callbacks: may(map(shape("callback"))),
      deprecated: may("boolean"),
      security: may(list(map(list("string")))),
      servers: may(list(shape("server"))),
    },
  },
  externalDocs: { title: "External Documentation Object", fields: { url: needsText, description: text } },
  parameter: {
    title: "Parameter Object",
    host: "parameter",
    reference: "3.0",
    fields: { name: needs("string"), in: needs("string"), allowEmptyValue: may("boolean"), ...valueFields },
  },
  header: { title: "Header Object", reference: "3.0", fields: { allowEmptyValue: may("boolean"), ...valueFields } },
  requestBody: {
    title: "Request Body Object",
    reference: "3.0",
    fields: { description: text, content: needs(map(shape("mediaType"))), required: may("boolean") },
  },
  mediaType: {
    title: "Media Type Object",
    reference: "3.2",
    fields: {
      schema: may("schema"),
      itemSchema: since("3.2", "schema"),
      ...examples,
      encoding: may(map(shape("encoding"))),
      prefixEncoding: since("3.2", list(shape("encoding"))),
      itemEncoding: since("3.2", shape("encoding")),
    },
  },
  encoding: {
    title: "Encoding Object",
    fields: {
      contentType: may("string"),
      headers: may(map(shape("header"))),
      style: may("string"),
      explode: may("boolean"),
      allowReserved: may("boolean"),
      encoding: since("3.2", map(shape("encoding"))),
      prefixEncoding: since("3.2", list(shape("encoding"))),
      itemEncoding: since("3.2", shape("encoding")),
    },
  },
  responses: { title: "Responses Object", fields: {}, others: shape("response") },
  response: {
    title: "Response Object",
    reference: "3.0",
    fields: {
      summary: { type: "string", since: "3.2", prose: true },
      description: { type: "string", prose: true, required: "3.1" },
      headers: may(map(shape("header"))),
      content: may(map(shape("mediaType"))),
      links: remark(map(shape("link"))),
    },
  },
  callback: { title: "Callback Object", reference: "3.0", fields: {}, others: shape("pathItem") },
  example: {
    title: "Example Object",
    reference: "3.0",
    fields: {
      summary: text,
      description: text,
      value: may("any"),
      externalValue: text,
      dataValue: since("3.2", "any"),
      serializedValue: { type: "string", since: "3.2", prose: true },
    },
  },
  link: {
    title: "Link Object",
    reference: "3.0",
    fields: {
      operationRef: text,
      operationId: text,
      parameters: remark(map("any")),
      requestBody: may("any"),
      description: text,
      server: remark(shape("server")),
    },
  },
  tag: {
    title: "Tag Object",
    fields: {
      name: needsText,
      summary: { type: "string", since: "3.2", prose: true },
      description: text,
      externalDocs: remark(shape("externalDocs")),
      parent: { type: "string", since: "3.2", prose: true },
      kind: { type: "string", since: "3.2", prose: true },
    },
  },
  securityScheme: {
    title: "Security Scheme Object",
    reference: "3.0",
    fields: {
      type: needs("string"),
      description: text,
      name: may("string"),
      in: may("string"),
      scheme: may("string"),
      bearerFormat: text,
      flows: may(shape("flows")),
      openIdConnectUrl: may("string"),
      oauth2MetadataUrl: since("3.2", "string"),
      deprecated: since("3.2", "boolean"),
    },
  },
  flows: {
    title: "OAuth Flows Object",
    fields: {
      implicit: may(shape("implicitFlow")),
      password: may(shape("tokenFlow")),
      clientCredentials: may(shape("tokenFlow")),
      authorizationCode: may(shape("codeFlow")),
      deviceAuthorization: since("3.2", shape("deviceFlow")),
    },
  },
  implicitFlow: flow("authorizationUrl"),
  tokenFlow: flow("tokenUrl"),
  codeFlow: flow("authorizationUrl", "tokenUrl"),
  deviceFlow: flow("deviceAuthorizationUrl", "tokenUrl"),
};
