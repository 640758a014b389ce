/** The documents that schemas may refer to, and how a `$ref` finds its place in them. Nothing is fetched: what was not added can't be found. */
import { parsePointer, toPointerToken } from "../../codec/json/json_pointer.ts";
import { isJsonArray, isJsonObject, JsonNumber, type JsonValue } from "../../codec/json/json_value.ts";
import { arrayIndex } from "../json_pointer.ts";
import type { SchemaPlace } from "../operation.ts";
import { resolveUri, splitFragment } from "../uri_reference.ts";
import { type Dialect, idKeyword, VALIDATION_VOCABULARY } from "./dialect.ts";
import { indexResources, type SchemaResource, withoutFragment } from "./index_resources.ts";

/** A schema, where it stands, and the resource its references are resolved in. */
export interface LocatedSchema {
  readonly value: JsonValue;
  readonly place: SchemaPlace;
  readonly resource: SchemaResource;
}

export class SchemaRegistry {
  private readonly files = new Map<string, SchemaResource>();
  private readonly resources = new Map<string, SchemaResource>();
  /** Resources that stand inside a file, by `file#pointer`. */
  private readonly embedded = new Map<string, SchemaResource>();
  /** Compilers by options, kept here because what they made lives as long as the documents. */
  readonly compilers: Map<string, unknown> = new Map();

  /**
   * Takes a document under the URI it was read from. `document` is JSON as a value: an OpenAPI document or a schema; it must not be changed afterwards.
   * A second document of the same URI replaces the first.
   */
  add(uri: string, document: unknown, dialect: Dialect): void {
    const file = withoutFragment(uri);
    for (const [index, resource] of indexResources(file, toJson(document), dialect).entries()) {
      this.resources.set(resource.uri, resource);
      // The first is the file itself; the others stand inside it, one perhaps at its very root.
      if (index === 0) this.files.set(file, resource);
      else this.embedded.set(`${file}#${resource.pointer}`, resource);
    }
    this.compilers.clear();
  }

  /** The schema at a place; null where the file was not added or the pointer leads nowhere. */
  locate(place: SchemaPlace): LocatedSchema | null {
    const file = this.files.get(withoutFragment(place.uri));
    return file === undefined ? null : this.walk(file, place.pointer);
  }

  /** The schema a reference leads to from inside `from`; null where it leads nowhere. */
  resolve(reference: string, from: SchemaResource): LocatedSchema | null {
    const { file: uri, fragment } = splitFragment(resolveUri(reference, from.uri));
    const resource = this.resources.get(uri);
    if (resource === undefined || fragment === null) return null;
    if (fragment === "" || fragment.startsWith("/")) return this.walk(resource, fragment);
    const anchor = resource.anchors.get(fragment);
    return anchor === undefined ? null : this.locate({ uri: resource.file, pointer: anchor });
  }

  /** Every schema with that dynamic anchor, one per resource. */
  withDynamicAnchor(anchor: string): readonly LocatedSchema[] {
    const found: LocatedSchema[] = [];
    for (const resource of new Set(this.resources.values())) {
      const pointer = resource.dynamicAnchors.get(anchor);
      const schema = pointer === undefined ? null : this.locate({ uri: resource.file, pointer });
      if (schema !== null) found.push(schema);
    }
    return found;
  }

  /** Whether the resource's own meta-schema leaves the validation vocabulary out, so that `type`, `minimum` and the like only describe. */
  lacksValidation(resource: SchemaResource): boolean {
    const { root } = resource;
    const meta = isJsonObject(root) && Object.hasOwn(root, "$schema") ? root["$schema"] : undefined;
    const metaRoot = typeof meta === "string" ? this.resources.get(withoutFragment(meta))?.root : undefined;
    const vocabulary = isJsonObject(metaRoot) && Object.hasOwn(metaRoot, "$vocabulary") ? metaRoot["$vocabulary"] : undefined;
    return isJsonObject(vocabulary) && !Object.hasOwn(vocabulary, VALIDATION_VOCABULARY);
  }

  /** Follows a pointer from a resource's root, changing resource where an id is passed. */
  private walk(start: SchemaResource, pointer: string): LocatedSchema | null {
    const tokens = parsePointer(pointer);
    if (tokens === null) return null;
    let resource = start;
    let value: JsonValue | undefined = start.root;
    let at = start.pointer;
    resource = this.embedded.get(`${resource.file}#${at}`) ?? resource;
    for (const token of tokens) {
      if (isJsonArray(value)) value = value[arrayIndex(token)];
      else value = isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
      if (value === undefined) return null;
      at += `/${toPointerToken(token)}`;
      if (idKeyword(resource.dialect) !== null) resource = this.embedded.get(`${resource.file}#${at}`) ?? resource;
    }
    return { value, place: { uri: resource.file, pointer: at }, resource };
  }
}

/** A decoded document as JSON; what JSON can't hold (a date of YAML, a function) is a bug of the decoder. */
function toJson(document: unknown): JsonValue {
  if (isJson(document)) return document;
  throw new TypeError("the document is not a JSON value");
}

function isJson(value: unknown): value is JsonValue {
  return (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    typeof value === "number" ||
    value instanceof JsonNumber ||
    isJsonArray(value) ||
    isJsonObject(value)
  );
}
