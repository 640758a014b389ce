/** An OpenAPI description (3.0, 3.1, 3.2, or Swagger 2.0 by conversion), read once at load from all its files. Nothing here reads a file: that is the caller's `DocumentReader`. */
import type { Issue } from "../kernel/issue.ts";
import { checkReferences } from "./check_references.ts";
import { checkShape } from "./check_shape.ts";
import { Description, type Located, type OpenApiVersion, type PlacedIssue, type Writing } from "./description.ts";
import { type Extension, EXTENSIONS } from "./extensions.ts";
import type { FileSet, Resolved } from "./file_set.ts";
import { isJsonObject, type JsonObject, member, objectMember, stringMember } from "./json_value.ts";
import { type DocumentReader, type FileIssue, type LoadLimits, loadFiles } from "./load_files.ts";
import { positionIssues, locatePlace } from "./locate.ts";
import type { Operation, SchemaPlace, SecurityScheme } from "./operation.ts";
import { ParameterReader } from "./read_parameter.ts";
import { readPaths } from "./read_paths.ts";
import { readSecurity, readSecuritySchemes } from "./read_security.ts";
import { readSchemaDialect } from "./read_schema_dialect.ts";
import { compileRouter, type RouteEntry } from "./router.ts";
import type { Dialect } from "./schema/dialect.ts";
import { placeBelow } from "./place.ts";
import { convertSwagger } from "./swagger2/convert_swagger.ts";
import { checkSwaggerShape } from "./swagger2/check_swagger_shape.ts";

/** Where a place is written: what an issue about it says. */
export interface WrittenAt {
  /** File as it was read. */
  readonly file: string;
  /** Pointer into that file; another than the place's own where the description was converted. */
  readonly pointer: string;
  /** 1-based; null where the place is in no file of the description. */
  readonly line: number | null;
  readonly column: number | null;
}

export interface OpenApiDocument {
  /** A Swagger 2.0 document counts as the 3.0 that it was converted to. */
  readonly version: OpenApiVersion;
  /** Base URI of the entry file: `$self` where it has one, else as given. */
  readonly uri: string;
  /** Root value of every file by base URI, the `uri` of places: what a schema registry is filled with. */
  readonly files: ReadonlyMap<string, unknown>;
  /** `info.title`, "" where it is missing. */
  readonly title: string;
  /** Of the document's own servers: "" or `/v1`. Operations may have others; see `routes`. */
  readonly basePaths: readonly string[];
  readonly operations: readonly Operation[];
  /** Each operation with the base paths that hold for it: what `compileRouter` takes. */
  readonly routes: readonly RouteEntry[];
  readonly securitySchemes: ReadonlyMap<string, SecurityScheme>;
  /** Dialect of schemas that name none: what `jsonSchemaDialect` says, else the description's own. Goes with each of `files` into a schema registry. */
  readonly schemaDialect: Dialect;
  locate(place: SchemaPlace): WrittenAt;
  /** The place as it is written: another one where the description was converted. Cheap beside `locate`. */
  placeOf(place: SchemaPlace): SchemaPlace;
  /** What `ref` leads to when it stands in the file `baseUri`, one step; null where it leads nowhere. */
  resolve(ref: string, baseUri: string): Resolved | null;
}

/** A `Parsed<OpenApiDocument>` that keeps what could be read beside what is wrong: to find what else is, never to be put into force. */
export type LoadedDocument =
  | { readonly ok: true; readonly value: OpenApiDocument; readonly issues: readonly Issue[] }
  | { readonly ok: false; readonly rest: RestOfDocument | null; readonly issues: readonly Issue[] };

export interface RestOfDocument {
  /** Operations that could not be read are missing, and so are parts of others. */
  readonly document: OpenApiDocument;
  /** Whether schemes and requirements are all as they are written. */
  readonly security: boolean;
}

export interface LoadOptions {
  /** Prefixes of URLs that references may lead to; none by default. */
  readonly allowRemote?: readonly string[];
  readonly limits?: Partial<LoadLimits>;
  /** Rows for `x-portcullis-*` keys beyond `EXTENSIONS`. */
  readonly extensions?: readonly Extension[];
}

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly pointer: string;
}

/** The version, or what is wrong with the root as the start of a description. */
function readVersion(root: unknown): OpenApiVersion | "swagger" | Fault {
  if (!isJsonObject(root))
    return { code: "openapi.not_a_description", message: "the file is no OpenAPI description: its root must be an object", pointer: "" };
  const swagger = member(root, "swagger");
  const version = member(root, "openapi");
  if (swagger !== undefined) return readSwaggerVersion(swagger, version);
  if (version === undefined) {
    return {
      code: "openapi.not_a_description",
      message: "the file is no OpenAPI description: it has no `openapi` field; begin it with `openapi: 3.1.1`",
      pointer: "",
    };
  }
  if (typeof version !== "string") {
    return { code: "openapi.version", message: "`openapi` must be text; put the version in quotes", pointer: "/openapi" };
  }
  const match = /^(3\.[012])\.\d{1,4}(?:-[0-9A-Za-z.-]{1,40})?$/u.exec(version)?.[1];
  if (match === "3.0" || match === "3.1" || match === "3.2") return match;
  return {
    code: "openapi.version",
    message: `the version \`${version}\` is not supported; 3.0, 3.1, 3.2 and Swagger 2.0 are`,
    pointer: "/openapi",
  };
}

function readSwaggerVersion(swagger: unknown, openapi: unknown): "swagger" | Fault {
  const at = { code: "openapi.version", pointer: "/swagger" };
  // Why an error: tools differ in which of the two they look at first, and so in what the API is.
  if (openapi !== undefined) return { ...at, message: "the file says both `swagger` and `openapi`; keep one" };
  if (typeof swagger !== "string") return { ...at, message: '`swagger` must be text; put the version in quotes: `"2.0"`' };
  if (swagger !== "2.0") return { ...at, message: `the version \`${swagger}\` of Swagger is not supported; 2.0 is, and OpenAPI 3` };
  return "swagger";
}

/** What a document is built from, checked in itself. */
interface Prepared {
  readonly description: Description;
  readonly root: Located;
  readonly dialect: Dialect;
  /** What was found before, in a description that this one was converted from. */
  readonly before: readonly PlacedIssue[];
}

function prepareOpenApi(version: OpenApiVersion, files: FileSet, root: Located, extensions: ReadonlyMap<string, Extension>): Prepared {
  const description = new Description(version, files, extensions);
  checkReferences(description);
  checkShape(description, root.value, root.place);
  return { description, root, dialect: readSchemaDialect(description, root), before: [] };
}

function prepareSwagger(files: FileSet, root: Located, extensions: ReadonlyMap<string, Extension>): Prepared {
  const source = new Description("3.0", files, extensions);
  checkReferences(source);
  checkSwaggerShape(source, root.value, root.place);
  const converted = convertSwagger(source, root);
  const writing: Writing = { placeOf: (place) => converted.placeOf(place), schemesKey: "securityDefinitions" };
  const description = new Description("3.0", converted.files, extensions, writing);
  return { description, root: converted.root, dialect: "swagger-2.0", before: source.issues };
}

function build({ description, root, dialect }: Prepared): OpenApiDocument {
  const { files, version, writing } = description;
  const securitySchemes = readSecuritySchemes(description, root);
  const declaredSchemes = new Set(Object.keys(objectMember(objectMember(root.value, "components"), "securitySchemes")));
  const security = readSecurity(description, member(root.value, "security"), placeBelow(root.place, "security"), declaredSchemes);
  const { routes, basePaths } = readPaths(
    { description, parameters: new ParameterReader(description), declaredSchemes, security, responses: new Map() },
    root,
  );
  return {
    version,
    uri: writing.placeOf(root.place).uri,
    files: new Map([...files.files].map(([uri, file]) => [uri, file.content.root] as const)),
    title: stringMember(objectMember(root.value, "info"), "title") ?? "",
    basePaths,
    operations: routes.map(({ operation }) => operation),
    routes,
    securitySchemes,
    schemaDialect: dialect,
    locate: (place) => locatePlace(files, writing.placeOf(place)),
    placeOf: (place) => writing.placeOf(place),
    resolve: (ref, baseUri) => {
      const resolution = files.resolve(ref, baseUri);
      return resolution.kind === "found" ? resolution.target : null;
    },
  };
}

const hasError = (issues: readonly Pick<Issue, "severity">[]): boolean => issues.some(({ severity }) => severity === "error");

function readDescription(files: FileSet, entryUri: string, loadIssues: readonly FileIssue[], options: LoadOptions): LoadedDocument {
  const root = files.get(entryUri)?.content.root;
  const version = readVersion(root);
  if (typeof version !== "string" || !isJsonObject(root)) {
    const { code, message, pointer } =
      typeof version === "string" ? { code: "openapi.type", message: "the root must be an object", pointer: "" } : version;
    const issues = positionIssues(files, [{ severity: "error", code, message, place: { uri: entryUri, pointer } }], []);
    return { ok: false, rest: null, issues };
  }
  const extensions = new Map([...EXTENSIONS, ...(options.extensions ?? [])].map((row) => [row.key, row] as const));
  const written = { value: root, place: { uri: entryUri, pointer: "" } };
  const prepared = version === "swagger" ? prepareSwagger(files, written, extensions) : prepareOpenApi(version, files, written, extensions);
  const { description, before } = prepared;
  const value = build(prepared);
  if (!hasError([...before, ...description.issues])) {
    for (const { code, message, pointer, file } of compileRouter(value.routes).issues)
      description.error(code, message, { uri: file ?? entryUri, pointer });
  }
  const issues: readonly Issue[] = positionIssues(description.files, [...before, ...description.issues], loadIssues);
  if (!hasError(issues)) return { ok: true, value, issues };
  return { ok: false, rest: { document: value, security: isSecurityRead(value, prepared.root.value, issues) }, issues };
}

function isSecurityRead({ securitySchemes }: OpenApiDocument, root: JsonObject, issues: readonly Issue[]): boolean {
  const declared = Object.keys(objectMember(objectMember(root, "components"), "securitySchemes"));
  const faults = issues.some(({ severity, pointer }) => severity === "error" && /^\/components$|\/security/u.test(pointer));
  return !faults && declared.every((name) => securitySchemes.has(name));
}

/**
 * Loads the description whose entry file is `entryUri` (a path or URI reference). All issues come at once, sorted by file and line; with warnings there is a
 * value, with errors what is left. Throws only what is a bug.
 */
export async function loadDocument(entryUri: string, reader: DocumentReader, options: LoadOptions = {}): Promise<LoadedDocument> {
  const loaded = await loadFiles(entryUri, reader, options);
  if (loaded.entry === null) return { ok: false, rest: null, issues: positionIssues(loaded.files, [], loaded.issues) };
  return readDescription(loaded.files, loaded.entry.uri, loaded.issues, options);
}
