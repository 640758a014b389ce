/** The base paths that `servers` give an API, a path item or an operation. The host is the operator's business (`listen`, `upstream`); only the path counts. */
import type { Description } from "./description.ts";
import { placeBelow } from "./place.ts";
import { isJsonArray, isJsonObject, type JsonObject, member, objectMember, stringMember } from "./json_value.ts";
import type { SchemaPlace } from "./operation.ts";
import { parseTemplate } from "./path_template.ts";
import { resolveUri, splitUri } from "./uri_reference.ts";

/** Server URLs that the variables of one server may make. */
const MAX_EXPANSIONS = 1000;
const NO_BASE: readonly string[] = Object.freeze([""]);

/** Values that a server variable takes: its `enum`, else its default alone. */
function variableValues(description: Description, variables: JsonObject, name: string, place: SchemaPlace): readonly string[] {
  const variable = member(variables, name);
  if (!isJsonObject(variable)) {
    description.error(
      "openapi.server_variable",
      `the server's URL names \`{${name}}\`, which is not among its variables; declare it with a default`,
      place,
    );
    return [];
  }
  const standard = stringMember(variable, "default");
  if (standard === undefined) return [];
  const allowed = member(variable, "enum");
  if (!isJsonArray(allowed)) return [standard];
  const values = allowed.filter((value) => typeof value === "string");
  if (!values.includes(standard)) {
    description.error(
      "openapi.server_variable",
      `the default \`${standard}\` is not in the variable's \`enum\`; add it`,
      placeBelow(place, "variables", name),
    );
  }
  return values;
}

/** Every URL that a server's template can become. */
function expandUrl(description: Description, server: JsonObject, url: string, place: SchemaPlace): readonly string[] {
  const variables = objectMember(server, "variables");
  let expanded: readonly string[] = [""];
  let at = 0;
  while (at < url.length) {
    const open = url.indexOf("{", at);
    const close = open === -1 ? -1 : url.indexOf("}", open);
    if (close === -1) break;
    const literal = url.slice(at, open);
    const values = variableValues(description, variables, url.slice(open + 1, close), place);
    if (expanded.length * values.length > MAX_EXPANSIONS) {
      description.error(
        "openapi.server_variable",
        `the server's variables make more than ${MAX_EXPANSIONS} URLs; shorten their \`enum\``,
        place,
      );
      return [];
    }
    expanded = expanded.flatMap((start) => values.map((value) => start + literal + value));
    at = close + 1;
  }
  return expanded.map((start) => start + url.slice(at));
}

/** The path of one server URL without its last slash; relative URLs are seen from the document's own (OpenAPI 3.2 section 4.6). */
function pathOf(url: string, base: string): string {
  const { authority } = splitUri(base);
  const absolute = resolveUri(url, authority === null ? "http://gateway/" : base);
  const { path } = splitUri(absolute);
  return path.endsWith("/") ? path.slice(0, -1) : path;
}

/** Base paths of a `servers` list, each once, in order: "" or `/v1`. `null` where the list is absent or empty, so that the level above holds. */
export function readBasePaths(description: Description, servers: unknown, place: SchemaPlace): readonly string[] | null {
  if (!isJsonArray(servers) || servers.length === 0) return null;
  const paths = new Set<string>();
  for (const [index, server] of servers.entries()) {
    const at = placeBelow(place, index);
    const url = isJsonObject(server) ? stringMember(server, "url") : undefined;
    if (!isJsonObject(server) || url === undefined) continue;
    for (const expanded of expandUrl(description, server, url, at)) {
      const parts = splitUri(expanded);
      if (parts.query !== null || parts.fragment !== null) {
        description.warn("openapi.server_url", "a query or fragment in a server's URL is ignored; remove it", placeBelow(at, "url"));
      }
      const path = pathOf(expanded, place.uri);
      const parsed = path === "" ? null : parseTemplate(path);
      if (parsed === null || (parsed.ok && parsed.names.length === 0)) paths.add(path);
      else
        description.error(
          "openapi.server_url",
          `the server's path \`${path}\` ${parsed.ok ? "has a parameter" : parsed.message}; correct it`,
          placeBelow(at, "url"),
        );
    }
  }
  return paths.size === 0 ? NO_BASE : [...paths];
}

/** What holds where no level declares servers: `/` (OpenAPI 3.2 section 4.1.1). */
export const DEFAULT_BASE_PATHS: readonly string[] = NO_BASE;
