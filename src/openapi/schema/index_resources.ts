/** Finds what a document names: schema resources by `$id`, anchors, dynamic anchors (JSON Schema 2020-12 core, section 8.2). */
import { toPointerToken } from "../../codec/json/json_pointer.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../codec/json/json_value.ts";
import { resolveUri } from "../uri_reference.ts";
import { type Dialect, idKeyword, isModern, SCHEMA_HOLDERS } from "./dialect.ts";

/** A schema resource: what an absolute URI without fragment names. */
export interface SchemaResource {
  /** Its URI, which references inside it are resolved against. */
  readonly uri: string;
  readonly dialect: Dialect;
  readonly root: JsonValue;
  /** URI of the file and pointer of `root` in it. */
  readonly file: string;
  readonly pointer: string;
  /** Names of `$anchor` and `$dynamicAnchor`, with pointers in the file. */
  readonly anchors: ReadonlyMap<string, string>;
  readonly dynamicAnchors: ReadonlyMap<string, string>;
}

interface OpenResource extends SchemaResource {
  readonly anchors: Map<string, string>;
  readonly dynamicAnchors: Map<string, string>;
}

export const withoutFragment = (uri: string): string => {
  const hash = uri.indexOf("#");
  return hash < 0 ? uri : uri.slice(0, hash);
};

/** Every resource of a document, its own first. Schemas are looked for where the dialect has them, or in an OpenAPI document where that has them. */
export function indexResources(file: string, root: JsonValue, dialect: Dialect): readonly SchemaResource[] {
  const found: OpenResource[] = [];
  const open = (uri: string, value: JsonValue, pointer: string): OpenResource => {
    const resource: OpenResource = { uri, dialect, root: value, file, pointer, anchors: new Map(), dynamicAnchors: new Map() };
    found.push(resource);
    return resource;
  };
  const visitSchema = (value: JsonValue, pointer: string, outer: OpenResource): void => {
    if (!isJsonObject(value)) return;
    const resource = enter(value, pointer, outer);
    if (isModern(dialect)) {
      const { $anchor, $dynamicAnchor } = value;
      if (typeof $anchor === "string") resource.anchors.set($anchor, pointer);
      if (typeof $dynamicAnchor === "string") {
        resource.anchors.set($dynamicAnchor, pointer);
        resource.dynamicAnchors.set($dynamicAnchor, pointer);
      }
    }
    for (const [keyword, holding] of SCHEMA_HOLDERS) {
      const held = Object.hasOwn(value, keyword) ? value[keyword] : undefined;
      if (held === undefined) continue;
      const below = `${pointer}/${keyword}`;
      if (holding === "schema" || !(isJsonObject(held) || isJsonArray(held))) visitSchema(held, below, resource);
      else if (isJsonArray(held)) for (const [index, item] of held.entries()) visitSchema(item, `${below}/${index}`, resource);
      else if (holding === "schema_or_schemas") visitSchema(held, below, resource);
      else if (isJsonObject(held))
        for (const name of Object.keys(held)) visitSchema(held[name] ?? null, `${below}/${toPointerToken(name)}`, resource);
    }
  };
  /** The resource that the schema at `pointer` belongs to: its own where it has an id. */
  const enter = (value: JsonObject, pointer: string, outer: OpenResource): OpenResource => {
    const keyword = idKeyword(dialect);
    const id = keyword !== null && Object.hasOwn(value, keyword) ? value[keyword] : undefined;
    if (typeof id !== "string") return outer;
    if (dialect === "draft-04") {
      // Beside `$ref` nothing else counts; `#name` is draft 4's way to write an anchor.
      if (Object.hasOwn(value, "$ref")) return outer;
      if (id.startsWith("#")) {
        outer.anchors.set(id.slice(1), pointer);
        return outer;
      }
    }
    return open(withoutFragment(resolveUri(id, outer.uri)), value, pointer);
  };
  const visitDescription = (value: JsonValue, pointer: string, key: string, resource: OpenResource): void => {
    if (isJsonArray(value)) for (const [index, item] of value.entries()) visitDescription(item, `${pointer}/${index}`, "", resource);
    if (!isJsonObject(value)) return;
    for (const name of Object.keys(value)) {
      const below = `${pointer}/${toPointerToken(name)}`;
      const child = value[name] ?? null;
      if (name === "schema" || name === "itemSchema" || (key === "schemas" && pointer === "/components/schemas"))
        visitSchema(child, below, resource);
      else if (name !== "example" && name !== "examples" && !name.startsWith("x-")) visitDescription(child, below, name, resource);
    }
  };
  const whole = open(withoutFragment(file), root, "");
  if (isJsonObject(root) && Object.hasOwn(root, "openapi")) visitDescription(root, "", "", whole);
  else visitSchema(root, "", whole);
  return found;
}
