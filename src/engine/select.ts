/** Which API and which of its operations an exchange is for: the route table in use (DESIGN section 2). */
import { splitSegments, unlicensed } from "../codec/path.ts";
import type { CanonicalHost, CanonicalPath, Received } from "../kernel/exchange.ts";
import { problem, type Refusal } from "../kernel/problem.ts";
import type { Operation } from "../openapi/operation.ts";
import type { MatchedPath } from "./exchange.ts";
import type { ApiPlan, Generation } from "./plan.ts";

export type Selection =
  | {
      readonly kind: "operation";
      readonly api: ApiPlan;
      readonly operation: Operation;
      readonly parameters: Readonly<Record<string, string>>;
      /** Null where no template was matched. */
      readonly matched: MatchedPath | null;
    }
  /** A CORS preflight for `operation`, whose path declares no OPTIONS of its own. */
  | {
      readonly kind: "preflight";
      readonly api: ApiPlan;
      readonly operation: Operation;
      readonly parameters: Readonly<Record<string, string>>;
      readonly matched: MatchedPath | null;
      readonly refusal: Refusal;
    }
  | { readonly kind: "refused"; readonly api: ApiPlan | null; readonly refusal: Refusal };

const NO_PARAMETERS: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

/** The API with the longest matching prefix among those that name the host, else among those that name none; null when none fits. */
export function selectApi(apis: readonly ApiPlan[], host: CanonicalHost, path: CanonicalPath): ApiPlan | null {
  let best: ApiPlan | null = null;
  for (const api of apis) {
    if (api.hosts.size > 0 && !api.hosts.has(host.name)) continue;
    if (!underPrefix(api, path)) continue;
    if (best === null || beats(api, best)) best = api;
  }
  return best;
}

function beats(api: ApiPlan, best: ApiPlan): boolean {
  if (api.hosts.size > 0 !== best.hosts.size > 0) return api.hosts.size > 0;
  return api.prefixSegments.length > best.prefixSegments.length;
}

function underPrefix(api: ApiPlan, path: CanonicalPath): boolean {
  const prefix = api.prefixSegments;
  if (prefix.length === 0) return true;
  if (path.segments.length < prefix.length) return false;
  return prefix.every((segment, index) => path.segments[index] === segment);
}

/** The path without its first `count` segments, as the API behind a stripped prefix sees it. `/` when nothing is left. */
export function dropSegments(path: CanonicalPath, count: number): CanonicalPath {
  if (count === 0) return path;
  const segments = path.segments.slice(count);
  return {
    raw: afterSegments(path.raw, count),
    forwarded: afterSegments(path.forwarded, count),
    segments: segments.length === 0 ? [""] : segments,
    needs: path.needs,
  };
}

function afterSegments(text: string, count: number): string {
  let at = 0;
  for (let index = 0; index < count && at !== -1; index++) at = text.indexOf("/", at + 1);
  return at === -1 ? "/" : text.slice(at);
}

/** Finds the operation, or the refusal that says what was undeclared. */
export function selectOperation(generation: Generation, exchange: Received): Selection {
  const api = selectApi(generation.apis, exchange.host, exchange.path);
  if (api === null) return refused(null, 404, "undeclared_api", "No API answers at this address", "no API has this host and path prefix");
  // Why: behind a server that decodes before it splits, the path belongs to the other API.
  if (exchange.path.needs.has("slash") && selectApi(generation.apis, exchange.host, asSplit(exchange.path)) !== api)
    return { kind: "refused", api, refusal: unlicensed("slash") };
  const path = api.stripPrefix ? dropSegments(exchange.path, api.prefixSegments.length) : exchange.path;
  if (api.anyOperation !== null) {
    // INVARIANT: no operation here declares a reading of what is ambiguous, so none is granted.
    const [need] = path.needs;
    if (need !== undefined) return { kind: "refused", api, refusal: unlicensed(need) };
    return { kind: "operation", api, operation: api.anyOperation, parameters: NO_PARAMETERS, matched: null };
  }
  if (api.router === null) return refused(api, 404, "undeclared_path", "Not found", "the API has no routes");
  const match = api.router.match(exchange.method, path);
  if (match.kind === "match") {
    const { operation, parameters, route } = match;
    return { kind: "operation", api, operation, parameters, matched: { route, path } };
  }
  if (match.kind === "unknown_path")
    return refused(api, 404, "undeclared_path", "Not found", "the path is not declared in the API's document");
  if (match.kind === "ambiguous") {
    // As where the path itself is refused, so that a caller and a record know one code for one fault.
    const findings = [{ code: match.code, place: "path", message: match.message, rule: "RFC 3986" }];
    return { kind: "refused", api, refusal: { problem: problem(400, match.code.replace(".", "_"), "Ambiguous path"), findings } };
  }
  const allow = match.allow.join(", ");
  const refusal: Refusal = {
    problem: problem(405, "undeclared_method", "Method not allowed", { headers: [["allow", allow]] }),
    findings: [
      { code: "route.undeclared_method", place: "method", message: `the method is not declared for this path; declared: ${allow}` },
    ],
  };
  const wanted = exchange.method === "OPTIONS" ? exchange.headers.get("access-control-request-method") : undefined;
  if (wanted !== undefined && exchange.headers.has("origin")) {
    const preflight = api.router.match(wanted, path);
    if (preflight.kind === "match") {
      const { operation, parameters, route } = preflight;
      return { kind: "preflight", api, operation, parameters, matched: { route, path }, refusal };
    }
  }
  return { kind: "refused", api, refusal };
}

function asSplit(path: CanonicalPath): CanonicalPath {
  return { ...path, segments: splitSegments(path) };
}

function refused(api: ApiPlan | null, status: number, code: string, title: string, message: string): Selection {
  return {
    kind: "refused",
    api,
    refusal: { problem: problem(status, code, title), findings: [{ code: `route.${code}`, place: "path", message }] },
  };
}
