/** All routes of a description: every path item under `paths`, its operations and their base paths. */
import { DEFAULT_BASE_PATHS, readBasePaths } from "./base_path.ts";
import type { Description, Located } from "./description.ts";
import { placeBelow } from "./place.ts";
import { isJsonObject, type JsonObject, member, objectMember, stringMember } from "./json_value.ts";
import type { SchemaPlace } from "./operation.ts";
import { parseTemplate, templateShape } from "./path_template.ts";
import { type OperationContext, operationsOf, type PathItem, readOperation } from "./read_operation.ts";
import type { RouteEntry } from "./router.ts";

/**
 * A path item with its `$ref` merged in: fields beside the `$ref` are added. A field on both sides is an error, because OpenAPI leaves undefined which holds
 * (3.2 section 4.9.1). Fields keep the place they were written at.
 */
export function readPathItem(description: Description, value: JsonObject, place: SchemaPlace): readonly Located[] {
  if (stringMember(value, "$ref") === undefined) return [{ value, place }];
  const target = description.follow(value, place);
  if (target === null) return [];
  const siblings = Object.keys(value).filter((key) => key !== "$ref");
  for (const key of siblings) {
    if (!Object.hasOwn(target.value, key) || key === "summary" || key === "description") continue;
    description.error("openapi.ref_sibling", `\`${key}\` stands both here and at the target of \`$ref\`; keep one`, placeBelow(place, key));
  }
  return siblings.length === 0 ? [target] : [target, { value, place }];
}

/** The part that has the field, so that the field's place is where it was written. */
export const partWith = (parts: readonly Located[], field: string): Located | undefined =>
  parts.find(({ value }) => Object.hasOwn(value, field));

export interface ReadPaths {
  readonly routes: readonly RouteEntry[];
  /** Base paths of the document itself. */
  readonly basePaths: readonly string[];
}

/** Reads every operation. Reports templates that can't be read or that differ only by parameter names, and `operationId`s given twice. */
export function readPaths(context: OperationContext, root: Located): ReadPaths {
  const { description } = context;
  const basePaths = readBasePaths(description, member(root.value, "servers"), placeBelow(root.place, "servers")) ?? DEFAULT_BASE_PATHS;
  const paths = objectMember(root.value, "paths");
  const shapes = new Map<string, Map<string, string>>();
  const ids = new Map<string, string>();
  const routes: RouteEntry[] = [];

  function readItem(path: PathItem, itemBasePaths: readonly string[], part: Located): void {
    for (const { method, value, place } of operationsOf(description, part.value, part.place)) {
      const operation = readOperation(context, path, method, value, place);
      const other = ids.get(operation.id);
      if (other !== undefined) {
        const message = `the operationId \`${operation.id}\` is also that of \`${other}\`; each must be given once`;
        description.error(
          "openapi.duplicate_operation_id",
          message,
          stringMember(value, "operationId") === undefined ? place : placeBelow(place, "operationId"),
        );
      }
      ids.set(operation.id, `${method} ${path.template}`);
      routes.push({
        basePaths: readBasePaths(description, member(value, "servers"), placeBelow(place, "servers")) ?? itemBasePaths,
        operation,
      });
    }
  }

  /** Templates of one shape match the same paths. `twins` has the template that answers each method so far. */
  function reportTwins(template: string, place: SchemaPlace, parts: readonly Located[], twins: Map<string, string>): void {
    const methods = parts.flatMap((part) => operationsOf(description, part.value, part.place).map(({ method }) => method));
    const [first] = twins.values();
    const clash = methods.find((method) => twins.has(method));
    if (clash !== undefined) {
      const message = `\`${template}\` and \`${twins.get(clash) ?? ""}\` match the same paths and both answer ${clash}; remove one`;
      description.error("openapi.duplicate_template", message, place);
    } else if (first !== undefined) {
      const message = `\`${template}\` and \`${first}\` match the same paths and answer different methods, which OpenAPI forbids; merge them under one template`;
      description.warn("openapi.duplicate_template", message, place);
    }
    for (const method of methods) twins.set(method, template);
  }

  for (const template of Object.keys(paths)) {
    const value = paths[template];
    if (template.startsWith("x-") || !isJsonObject(value)) continue;
    const templatePlace = placeBelow(root.place, "paths", template);
    const parsed = parseTemplate(template);
    if (!parsed.ok) {
      description.error("openapi.template", `the path template \`${template}\` ${parsed.message}; correct it`, templatePlace);
      continue;
    }
    const shape = templateShape(parsed.segments);
    const parts = readPathItem(description, value, templatePlace);
    const twins = shapes.get(shape) ?? new Map<string, string>();
    shapes.set(shape, twins);
    reportTwins(template, templatePlace, parts, twins);
    const [first] = parts;
    if (first === undefined) continue;
    const shared = partWith(parts, "parameters") ?? first;
    const servers = partWith(parts, "servers");
    const itemBasePaths =
      (servers === undefined ? null : readBasePaths(description, member(servers.value, "servers"), placeBelow(servers.place, "servers"))) ??
      basePaths;
    const extensionsOf = Object.fromEntries(parts.flatMap((part) => Object.entries(part.value).filter(([key]) => key.startsWith("x-"))));
    const item = { ...extensionsOf, parameters: member(shared.value, "parameters") };
    for (const part of parts) readItem({ template, names: parsed.names, item, place: shared.place }, itemBasePaths, part);
  }
  return { routes, basePaths };
}
