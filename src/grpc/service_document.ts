/**
 * Services of gRPC as an OpenAPI document: each method a POST of `/package.Service/Method` (gRPC over HTTP2, Requests). So routes, authentication, limits and every
 * guard are those of any API, and what no descriptor declares is undeclared.
 */

export interface GrpcServiceMethod {
  readonly name: string;
  readonly clientStreams: boolean;
  readonly serverStreams: boolean;
}

export interface GrpcService {
  /** With its package: `shop.v1.Orders`. */
  readonly name: string;
  readonly methods: readonly GrpcServiceMethod[];
}

/** Media types of gRPC that callers use; messages of JSON or others are none that a descriptor promises. */
const CONTENT = { "application/grpc": {}, "application/grpc+proto": {} };

/** `title` names the API where the configuration does not. */
export function serviceDocument(title: string, services: readonly GrpcService[]): object {
  const paths: Record<string, object> = {};
  for (const service of services)
    for (const method of service.methods) {
      const { clientStreams, serverStreams } = method;
      paths[`/${service.name}/${method.name}`] = {
        post: {
          operationId: `${service.name}.${method.name}`,
          tags: [service.name],
          "x-portcullis-grpc": { clientStreams, serverStreams },
          requestBody: { required: true, content: CONTENT },
          responses: { 200: { description: "messages, or a status", content: CONTENT } },
        },
      };
    }
  return { openapi: "3.1.1", info: { title, version: "1" }, paths };
}
