/**
 * Who may use the admin API: one function, for every path. `/livez` and `/readyz` are open; all else needs a token or the unix socket, a Host from the list
 * (against DNS rebinding) and no foreign Origin (against pages that send forms, RFC 6454).
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { AdminRequest } from "../adapters/admin_server.ts";
import { type Problem, problem } from "../kernel/problem.ts";
import type { Operator } from "./contract.ts";

export interface DoorRules {
  readonly token: string;
  /** Lower-case host names beside those of this machine (`localhost`, `127.0.0.1`, `[::1]`), without port. */
  readonly allowedHosts: readonly string[];
}

export type Admission =
  /** Without proof; only for the open paths. */
  | { readonly kind: "anonymous" }
  | { readonly kind: "operator"; readonly by: Operator }
  | { readonly kind: "refused"; readonly problem: Problem };

/** Paths that answer without a token. They say nothing but one word. */
export const OPEN_PATHS: ReadonlySet<string> = new Set(["/livez", "/readyz"]);

const OWN_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);
const CHALLENGE = { headers: [["www-authenticate", 'Bearer realm="portcullis admin"']] } as const;
const ANONYMOUS: Admission = Object.freeze({ kind: "anonymous" });

/** Judges a request by its head. */
export function admitToAdmin(request: AdminRequest, rules: DoorRules): Admission {
  const open = OPEN_PATHS.has(request.path);
  const refusal = refuseHost(request, rules) ?? refuseOrigin(request);
  if (refusal !== null) return open ? ANONYMOUS : { kind: "refused", problem: refusal };
  if (request.via === "socket") return { kind: "operator", by: "socket" };
  const authorization = request.fields("authorization");
  if (authorization.length === 1 && isToken(authorization[0] ?? "", rules.token)) return { kind: "operator", by: "token" };
  if (open) return ANONYMOUS;
  return { kind: "refused", problem: problem(401, "admin_token", "The admin token is needed", CHALLENGE) };
}

function refuseHost(request: AdminRequest, rules: DoorRules): Problem | null {
  const hosts = request.fields("host");
  const name = (hosts[0] ?? "").toLowerCase().replace(/:[0-9]{1,5}$/u, "");
  if (hosts.length === 1 && (OWN_HOSTS.has(name) || rules.allowedHosts.includes(name))) return null;
  return problem(421, "admin_host", "The admin API does not answer to this host");
}

/** Its own pages may ask, no others; a browser that says a request came across sites is believed. */
function refuseOrigin(request: AdminRequest): Problem | null {
  const origins = request.fields("origin");
  const own = `${request.scheme}://${request.fields("host")[0] ?? ""}`.toLowerCase();
  const foreign = origins.some((origin) => origin.toLowerCase() !== own);
  const across = request.fields("sec-fetch-site").some((site) => site !== "same-origin" && site !== "none");
  return foreign || across ? problem(403, "admin_origin", "Other sites may not use the admin API") : null;
}

/** Compared by digest, so that neither length nor place of a difference shows in the time. */
function isToken(authorization: string, token: string): boolean {
  const space = authorization.indexOf(" ");
  if (authorization.slice(0, space).toLowerCase() !== "bearer") return false;
  return timingSafeEqual(digest(authorization.slice(space + 1)), digest(token));
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
