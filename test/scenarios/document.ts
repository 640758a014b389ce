/** The API that scenarios attack: a little of everything that an OpenAPI document can ask for. */

const OK = { responses: { 200: { description: "ok" } } };
const json = (schema: object): object => ({ requestBody: { required: true, content: { "application/json": { schema } } } });
const query = (name: string, schema: object, rest: object = {}): object => ({ name, in: "query", schema, ...rest });

const ITEM = {
  type: "object",
  required: ["name"],
  properties: {
    id: { type: "integer", readOnly: true },
    name: { type: "string", minLength: 1, maxLength: 40 },
    price: { type: "number", minimum: 0 },
    quantity: { type: "integer", format: "int32", minimum: 1 },
    tags: { type: "array", maxItems: 5, uniqueItems: true, items: { type: "string", maxLength: 20 } },
    code: { type: "string", pattern: "^(a+)+$", maxLength: 200 },
    extra: {},
  },
};

export const DOCUMENT: object = {
  openapi: "3.1.0",
  info: { title: "attacked", version: "1" },
  security: [],
  components: {
    securitySchemes: {
      token: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      key: { type: "apiKey", in: "header", name: "X-API-Key" },
    },
  },
  paths: {
    "/items": {
      get: {
        operationId: "listItems",
        parameters: [
          query("limit", { type: "integer", minimum: 1, maximum: 100 }),
          query("ids", { type: "array", maxItems: 3, items: { type: "integer" } }, { style: "form", explode: false }),
          query(
            "filter",
            { type: "object", properties: { colour: { type: "string" } }, additionalProperties: false },
            { style: "deepObject", explode: true },
          ),
          query("secret", { type: "boolean" }),
          { name: "X-Page", in: "header", schema: { type: "integer" } },
        ],
        ...OK,
      },
      post: { operationId: "createItem", ...json(ITEM), ...OK },
    },
    "/items/{itemId}": {
      parameters: [{ name: "itemId", in: "path", required: true, schema: { type: "integer", minimum: 1 } }],
      get: { operationId: "getItem", ...OK },
      delete: { operationId: "deleteItem", security: [{ token: ["items:write"] }], ...OK },
    },
    "/files/{name}": {
      get: { operationId: "getFile", parameters: [{ name: "name", in: "path", required: true, schema: { type: "string" } }], ...OK },
    },
    "/forms": {
      post: {
        operationId: "sendForm",
        requestBody: {
          required: true,
          content: {
            "application/x-www-form-urlencoded": {
              schema: { type: "object", required: ["user"], properties: { user: { type: "string" }, age: { type: "integer" } } },
            },
          },
        },
        ...OK,
      },
    },
    "/uploads": {
      post: {
        operationId: "upload",
        requestBody: {
          required: true,
          content: {
            "multipart/form-data": {
              schema: {
                type: "object",
                required: ["title"],
                properties: { title: { type: "string" }, file: { type: "string", contentMediaType: "image/png" } },
              },
            },
          },
        },
        ...OK,
      },
    },
    "/letters": {
      post: {
        operationId: "sendXml",
        requestBody: {
          required: true,
          content: {
            "application/xml": {
              schema: { type: "object", xml: { name: "letter" }, properties: { to: { type: "string" }, text: { type: "string" } } },
            },
          },
        },
        ...OK,
      },
    },
    "/raw": {
      get: { operationId: "getRaw", ...OK },
      post: { operationId: "sendRaw", requestBody: { content: { "application/octet-stream": {} } }, ...OK },
    },
    "/account": {
      get: { operationId: "getAccount", security: [{ token: ["items:read"] }], ...OK },
    },
    // The scope that the certified authorization server of the examples gives.
    "/orders": {
      get: { operationId: "listOrders", security: [{ token: ["orders:read"] }], ...OK },
      post: { operationId: "createOrder", security: [{ token: ["orders:write"] }], ...OK },
    },
    "/partners": {
      get: { operationId: "listPartners", security: [{ key: [] }], ...OK },
    },
  },
};
