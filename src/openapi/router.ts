/** From method and canonical path to the operation: undeclared paths are 404, undeclared methods 405 with `Allow` (RFC 9110 section 15.5.6). */
import { splitSegments } from "../codec/path.ts";
import type { CanonicalPath } from "../kernel/exchange.ts";
import type { Issue, Parsed } from "../kernel/issue.ts";
import type { Operation, SchemaPlace } from "./operation.ts";
import { parseTemplate, type TemplateSegment } from "./path_template.ts";
import { compileRoute, type PathParameters, readRoute, type Route } from "./route.ts";
import { emptyTrie, findLeaf, insertTemplate, type TrieNode } from "./route_trie.ts";

/** An operation and the paths in front of its template: "" or `/v1`, never with a slash at the end. */
export interface RouteEntry {
  readonly basePaths: readonly string[];
  readonly operation: Operation;
}

export type RouteMatch =
  /** `parameters`: percent-decoded, still serialised text per path parameter, without prototype. `route` reads them again from the encoded path. */
  | { readonly kind: "match"; readonly operation: Operation; readonly parameters: PathParameters; readonly route: Route }
  | { readonly kind: "unknown_path" }
  /** `allow`: the declared methods, sorted. HEAD and OPTIONS only where declared. */
  | { readonly kind: "unknown_method"; readonly allow: readonly string[] }
  /** Answer 400: the path has what the operation does not license, or can be read in several ways. */
  | { readonly kind: "ambiguous"; readonly code: string; readonly message: string };

interface Leaf {
  readonly routes: Map<string, Route>;
  /** Sorted names of the methods in `routes`. */
  allow: readonly string[];
}

const UNKNOWN_PATH: RouteMatch = Object.freeze({ kind: "unknown_path" });
const ENCODED_SLASH: RouteMatch = Object.freeze({
  kind: "ambiguous",
  code: "path.encoded_slash",
  message: "the path leads to another operation when its encoded slashes are read as slashes",
});

export class Router {
  private readonly root: TrieNode<Leaf>;

  /** Use `compileRouter`. */
  constructor(root: TrieNode<Leaf>) {
    this.root = root;
  }

  /**
   * The path alone chooses the template, as OpenAPI has it: where `/users/me` lacks the method, `/users/{id}` is not tried. `method` is compared as it is:
   * methods are case-sensitive (RFC 9110 section 9.1). Pure; linear in the path for a given document.
   */
  match(method: string, path: CanonicalPath): RouteMatch {
    const leaf = findLeaf(this.root, path.segments, 0);
    if (leaf === null) return UNKNOWN_PATH;
    const route = leaf.routes.get(method);
    if (route === undefined) return { kind: "unknown_method", allow: leaf.allow };
    const reading = readRoute(route, path);
    if (reading.kind === "ambiguous") return reading;
    // Why: a server that decodes before it splits would take `/files/private%2Fx` to the operation of `/files/private/{x}`, which was not judged.
    if (path.needs.has("slash") && findLeaf(this.root, splitSegments(path), 0)?.routes.get(method)?.operation !== route.operation)
      return ENCODED_SLASH;
    return { kind: "match", operation: route.operation, parameters: reading.parameters, route };
  }
}

function issueAt(place: SchemaPlace, code: string, message: string): Issue {
  return { severity: "error", code, message, file: place.uri, pointer: place.pointer, line: null, column: null };
}

/** Index of the multi-segment parameter among the template's own segments, -1 for none; a text says why the template can't have it. */
function multiSegmentIndex(operation: Operation, segments: readonly TemplateSegment[]): number | string {
  const names = new Set(
    operation.parameters.filter(({ in: where, multiSegment }) => where === "path" && multiSegment).map(({ name }) => name),
  );
  let found = -1;
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === "pattern" && segment.names.some((name) => names.has(name))) {
      return "has a multi-segment parameter that is not a whole segment; let it stand alone between slashes";
    }
    if (segment.kind !== "parameter" || !names.has(segment.name)) continue;
    if (found !== -1) return "has two multi-segment parameters, so that a path could be read in several ways; mark one of them only";
    found = index;
  }
  return found;
}

function addRoute(root: TrieNode<Leaf>, segments: readonly TemplateSegment[], multiAt: number, operation: Operation): Issue | null {
  const node = insertTemplate(root, segments, multiAt);
  node.leaf ??= { routes: new Map(), allow: [] };
  const other = node.leaf.routes.get(operation.method);
  if (other !== undefined) {
    if (other.operation === operation) return null;
    const message = `\`${operation.id}\` and \`${other.operation.id}\` answer the same method and path; remove one or give it another base path`;
    return issueAt(operation.place, "openapi.route_conflict", message);
  }
  node.leaf.routes.set(operation.method, compileRoute(operation, segments, multiAt));
  node.leaf.allow = [...node.leaf.routes.keys()].toSorted();
  return null;
}

/**
 * Compiles the routes of one API or of several. Issues: a template that can't be read, two operations for one method and path, multi-segment parameters that
 * would make reading ambiguous. Issues carry no line; `OpenApiDocument.locate` has it.
 */
export function compileRouter(entries: readonly RouteEntry[]): Parsed<Router> {
  const root = emptyTrie<Leaf>();
  const issues: Issue[] = [];
  for (const { basePaths, operation } of entries) {
    const template = parseTemplate(operation.template);
    if (!template.ok) {
      issues.push(issueAt(operation.place, "openapi.template", `the path template \`${operation.template}\` ${template.message}`));
      continue;
    }
    const multiAt = multiSegmentIndex(operation, template.segments);
    if (typeof multiAt === "string") {
      issues.push(issueAt(operation.place, "openapi.multi_segment", `the path template \`${operation.template}\` ${multiAt}`));
      continue;
    }
    for (const basePath of basePaths) {
      const base = basePath === "" ? { ok: true as const, segments: [] } : parseTemplate(basePath);
      if (!base.ok || base.segments.some(({ kind }) => kind !== "literal")) {
        issues.push(
          issueAt(operation.place, "openapi.base_path", `the base path \`${basePath}\` is not a plain path; write \`/v1\` or nothing`),
        );
        continue;
      }
      const segments = [...base.segments, ...template.segments];
      // Why both: where it takes a single segment, a multi-segment parameter ranks as an ordinary one, and other operations of the path item may have no other.
      const single = addRoute(root, segments, -1, operation);
      const multi = multiAt === -1 ? null : addRoute(root, segments, base.segments.length + multiAt, operation);
      const conflict = single ?? multi;
      if (conflict !== null) issues.push(conflict);
    }
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: new Router(root), issues };
}
