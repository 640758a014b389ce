/**
 * A Swagger 2.0 document as OpenAPI 3.0. Paths, parameters, bodies, responses and security are made anew in a document of their own; schemas stay where they
 * are, referred to, and are read as what they are (dialect `swagger-2.0`). What OpenAPI 3.0 can't say is an issue.
 */
import type { Description, Located } from "../description.ts";
import { type DescriptionFile, FileSet } from "../file_set.ts";
import { type JsonObject } from "../json_value.ts";
import type { SchemaPlace } from "../operation.ts";
import { resolveUri, splitUri } from "../uri_reference.ts";
import { type Conversion, extensionsOf, pick } from "./conversion.ts";
import { Origins } from "./origins.ts";
import { PathsConverter } from "./paths.ts";
import { toSecuritySchemes } from "./security.ts";
import { toServers } from "./servers.ts";

export interface ConvertedDocument {
  /** The files of the Swagger document and the converted one beside them. */
  readonly files: FileSet;
  readonly root: Located;
  /** From places of the converted document to those that are written. */
  placeOf(place: SchemaPlace): SchemaPlace;
}

/** A URI that no file of the document has and from which each of theirs resolves to itself. */
function uriBeside(entry: string): string {
  return splitUri(entry).scheme === null ? "as-openapi-3.0" : `${entry}?as=openapi-3.0`;
}

/** Converts what `root` says, as far as it can be understood; its shape was checked before. Issues go to `source`. */
export function convertSwagger(source: Description, root: Located): ConvertedDocument {
  const uri = uriBeside(root.place.uri);
  const origins = new Origins(uri, root.place);
  const conversion: Conversion = { source, origins };
  const paths = new PathsConverter(conversion, root);
  const { value } = root;
  const servers = toServers(conversion, root, root, paths.address, "");
  const converted: JsonObject = {
    ...extensionsOf(value),
    openapi: "3.0.3",
    ...pick(value, ["info", "security"]),
    ...(servers.length === 0 ? {} : { servers }),
    paths: paths.paths(),
    components: { parameters: paths.parameters, responses: paths.responses, securitySchemes: toSecuritySchemes(conversion, root) },
  };
  const files = new FileSet();
  for (const file of source.files.files.values()) addUnderItsNames(files, file, uri);
  const entry = source.files.get(root.place.uri);
  files.add({
    uri,
    source: entry?.source ?? root.place.uri,
    content: { uri, root: converted, locate: (pointers) => entry?.content.locate(pointers) ?? new Map() },
    scan: { references: [], embedded: new Map(), extensions: [] },
  });
  return { files, root: { value: converted, place: { uri, pointer: "" } }, placeOf: (place) => origins.of(place) };
}

/** Under the URI that references of the converted document come out at, too: `./api.yaml` is `api.yaml` there. */
function addUnderItsNames(files: FileSet, file: DescriptionFile, base: string): void {
  const seen = resolveUri(file.uri, base);
  if (seen !== file.uri) files.add({ ...file, uri: seen });
  files.add(file);
}
