/** The two configurations of the gateway that are measured. Record store, metrics and log are on in both. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface GatewaySetup {
  readonly target: "passthrough" | "protected";
  readonly port: number;
  readonly adminPort: number;
  readonly upstreamPort: number;
  readonly issuer: string;
  readonly audience: string;
}

const ITEM = {
  type: "object",
  required: ["sku", "quantity"],
  properties: {
    sku: { type: "string", pattern: "^SKU-[0-9]{4}$" },
    name: { type: "string", maxLength: 100 },
    quantity: { type: "integer", minimum: 1, maximum: 100 },
    price: { type: "number", minimum: 0 },
  },
  additionalProperties: false,
};

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "orders", version: "1" },
  security: [{ oauth: ["orders:read"] }],
  paths: {
    "/orders": {
      get: {
        operationId: "listOrders",
        parameters: [
          { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 100 } },
          { name: "status", in: "query", schema: { type: "string", enum: ["open", "paid", "sent"] } },
          { name: "sort", in: "query", schema: { type: "string", pattern: "^[a-z]{1,20}$" } },
        ],
        responses: { 200: { description: "orders" } },
      },
      post: {
        operationId: "createOrder",
        security: [{ oauth: ["orders:write"] }],
        requestBody: {
          required: true,
          content: {
            "application/json": {
              schema: {
                type: "object",
                required: ["customer", "items"],
                properties: {
                  customer: { type: "string", format: "uuid" },
                  note: { type: "string", maxLength: 200 },
                  express: { type: "boolean" },
                  currency: { type: "string", enum: ["EUR", "USD"] },
                  placed: { type: "string", format: "date-time" },
                  items: { type: "array", minItems: 1, maxItems: 50, items: ITEM },
                },
                additionalProperties: false,
              },
            },
          },
        },
        responses: { 200: { description: "order" } },
      },
    },
  },
  components: { securitySchemes: { oauth: { type: "oauth2", flows: {} } } },
};

/** Bursts that no round uses up, so that the limiter counts and never refuses. */
const LIMITS = [
  { per: "ip", rate: "600000/min" },
  { per: "principal", rate: "600000/min" },
];

/** Writes the configuration into `folder`; returns its path. */
export function writeGatewayConfig(folder: string, setup: GatewaySetup): string {
  mkdirSync(folder, { recursive: true });
  const upstream = `http://127.0.0.1:${setup.upstreamPort}`;
  const api =
    setup.target === "passthrough"
      ? { name: "orders", routes: "any", public: true, upstream }
      : { name: "orders", openapi: "./openapi.json", upstream, auth: { issuer: setup.issuer, audience: setup.audience }, limits: LIMITS };
  writeFileSync(join(folder, "openapi.json"), JSON.stringify(DOCUMENT));
  const config = {
    version: 1,
    listen: `127.0.0.1:${setup.port}`,
    admin: `127.0.0.1:${setup.adminPort}`,
    log: { exchanges: "all", file: "./exchanges.jsonl" },
    store: { path: "./events.sqlite", max_size: "512MB" },
    protocol: { connections_per_ip: 10_000 },
    apis: [api],
  };
  const file = join(folder, "portcullis.yaml");
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config, null, 2));
  return file;
}
