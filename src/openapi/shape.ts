/** What is known of an object of OpenAPI: its fields, since when they are there, of what type, and which must be there. */
import type { OpenApiVersion } from "./description.ts";
import type { ExtensionHost } from "./extensions.ts";

export type ShapeName =
  | "document"
  | "info"
  | "contact"
  | "license"
  | "server"
  | "serverVariable"
  | "components"
  | "paths"
  | "pathItem"
  | "operation"
  | "externalDocs"
  | "parameter"
  | "header"
  | "requestBody"
  | "mediaType"
  | "encoding"
  | "responses"
  | "response"
  | "callback"
  | "example"
  | "link"
  | "tag"
  | "securityScheme"
  | "flows"
  | "implicitFlow"
  | "tokenFlow"
  | "codeFlow"
  | "deviceFlow";

export type FieldType =
  | "string"
  | "boolean"
  | "any"
  | "schema"
  | { readonly shape: ShapeName }
  | { readonly list: FieldType }
  | { readonly map: FieldType };

export interface Field {
  readonly type: FieldType;
  /** Version that brought the field; 3.0 where absent. */
  readonly since?: OpenApiVersion;
  /** Versions in which it must be there: from 3.0, or up to the one named. */
  readonly required?: "always" | "3.0" | "3.1";
  /** It only speaks to people: what is wrong with it is a warning. */
  readonly prose?: true;
}

export interface Shape {
  /** As the specification calls it. */
  readonly title: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Type of all fields that are not named, where their names are free. */
  readonly others?: FieldType;
  /** A Reference Object may stand in its place; `from` the version given. */
  readonly reference?: OpenApiVersion;
  readonly host?: ExtensionHost;
}
