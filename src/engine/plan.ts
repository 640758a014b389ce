/** What is compiled at load so that a request only decides: a generation holds APIs, an API its routes, an operation its guards in order (DESIGN section 1.7). */
import type { ClientCertificateNeed } from "../config/api_options.ts";
import type { AuthResult } from "../authn/auth_result.ts";
import type { WebSocketPolicy } from "../guards/websocket/policy.ts";
import type { Phase, Routed } from "../kernel/exchange.ts";
import type { Credential } from "../kernel/principal.ts";
import type { Guard, Mode, Rewrite } from "../kernel/guard.ts";
import type { Operation } from "../openapi/operation.ts";
import type { Router } from "../openapi/router.ts";
import type { ProblemDetail } from "../message/problem_response.ts";
import type { UpstreamGroup, UpstreamTarget } from "./upstream.ts";

/** A method of a gRPC service, as its descriptor has it. */
export interface GrpcMethod {
  readonly clientStreams: boolean;
  readonly serverStreams: boolean;
  /** Longest message, either way. */
  readonly maxMessageBytes: number;
  /** Longest call, whatever deadline its caller asks for. */
  readonly maxCallMs: number;
}

export interface OperationPlan {
  readonly operation: Operation;
  readonly guards: { readonly [P in Phase]: readonly Guard<P>[] };
  readonly requestRewrites: readonly Rewrite<"body">[];
  readonly responseRewrites: readonly Rewrite<"response">[];
  readonly authenticate: (exchange: Routed) => AuthResult | Promise<AuthResult>;
  /** What authentication would say if every scheme had proven that credential: for `explain` alone. */
  readonly suppose: (exchange: Routed, credential: Credential) => AuthResult;
  /** Who may call, in words, for `matrix`. */
  readonly access: string;
  readonly authMode: Mode;
  /** Whether a request body is judged whole (then it is buffered) or only passed on. */
  readonly buffersRequest: boolean;
  readonly buffersResponse: boolean;
  readonly maxBodyBytes: number;
  /** `websocket` when the document declares the operation as one. */
  readonly upgrade: "websocket" | null;
  /** What is known of the method where the operation is one of gRPC: its answer has trailers, and its refusals are statuses of gRPC. */
  readonly grpc: GrpcMethod | null;
  /** What may pass over it then; never null where `upgrade` is not. */
  readonly websocket: WebSocketPolicy | null;
}

export interface ApiPlan {
  readonly name: string;
  /** Lower-case host names that select this API; empty selects any. */
  readonly hosts: ReadonlySet<string>;
  /** Decoded segments of the path prefix that selects this API; empty for any path. */
  readonly prefixSegments: readonly string[];
  /** Whether the prefix is removed before routing and forwarding. */
  readonly stripPrefix: boolean;
  readonly clientCertificate: ClientCertificateNeed;
  /** Where requests go; the first of several targets where there is a `group`. */
  readonly upstream: UpstreamTarget;
  /** Null where there is nothing to choose and nothing to watch. */
  readonly group: UpstreamGroup | null;
  /** Null for `routes: any`. */
  readonly router: Router | null;
  /** The plan of an operation; completed on first use unless `compile: eager`. What then can't be compiled is a guard that breaks. */
  readonly planOf: (operation: Operation) => OperationPlan | Promise<OperationPlan>;
  /** The operation that stands for every path of an API without a document. */
  readonly anyOperation: Operation | null;
  /** Those that have a plan: the document's, or the one that stands for every path. */
  readonly operations: readonly Operation[];
  /** The operation's path as callers write it: stripped prefix, base path of the document's servers, template. */
  readonly pathOf: (operation: Operation) => string;
}

export interface Generation {
  readonly id: number;
  readonly headGuards: readonly Guard<"head">[];
  readonly apis: readonly ApiPlan[];
  readonly detail: ProblemDetail;
  /** Names of guards that users wrote. */
  readonly userGuards: readonly string[];
  readonly budgetSteps: number;
}
