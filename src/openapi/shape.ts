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

/** `Name` are the shapes of the same table. */
export type FieldType<Name extends string = ShapeName> =
  | "string"
  | "boolean"
  | "any"
  | "schema"
  | { readonly shape: Name }
  | { readonly list: FieldType<Name> }
  | { readonly map: FieldType<Name> };

export interface Field<Name extends string = ShapeName> {
  readonly type: FieldType<Name>;
  /** Version that brought the field; 3.0 where absent. */
  readonly since?: OpenApiVersion;
  /** Versions in which it must be there: from 3.0, or up to the one named. */
  readonly required?: "always" | "3.0" | "3.1";
  /** It only speaks to people: what is wrong with it is a warning. */
  readonly prose?: true;
}

export interface Shape<Name extends string = ShapeName> {
  /** As the specification calls it. */
  readonly title: string;
  readonly fields: Readonly<Record<string, Field<Name>>>;
  /** Type of all fields that are not named, where their names are free. */
  readonly others?: FieldType<Name>;
  /** A Reference Object may stand in its place; `from` the version given. */
  readonly reference?: OpenApiVersion;
  readonly host?: ExtensionHost;
}

/** The objects of one specification by name; its root is the `document`, and a `pathItem` alone may have fields beside its `$ref`. */
export type ShapeTable<Name extends string> = Readonly<Record<Name | "document", Shape<Name>>>;
