/** How a path of the admin API is written: a row of the table in index.ts. */
import type { AdminRequest, AdminResponse } from "../../adapters/admin_server.ts";
import type { AdminPorts, Operator } from "../contract.ts";

export interface RouteInput {
  readonly request: AdminRequest;
  readonly ports: AdminPorts;
  /** Null on an open path without a token. */
  readonly by: Operator | null;
  /** What stands in the place of `{...}` in the path, decoded; empty where the path has none. */
  readonly parameter: string;
  readonly nowMs: number;
}

export interface AdminRoute {
  readonly method: "GET" | "POST" | "DELETE";
  /** As in openapi.yaml; a last segment in braces takes any one segment. */
  readonly path: string;
  readonly answer: (input: RouteInput) => AdminResponse | Promise<AdminResponse>;
}
