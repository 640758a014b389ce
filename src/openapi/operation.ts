/** An operation of an OpenAPI document (3.0, 3.1, 3.2), references resolved one level, as plans are compiled from it. */
import type { OperationView } from "../kernel/exchange.ts";

/** A place in a document: the URI of the file and the RFC 6901 pointer in it. Schemas are compiled by place, so that cycles stay finite. */
export interface SchemaPlace {
  readonly uri: string;
  readonly pointer: string;
}

export type ParameterIn = "path" | "query" | "querystring" | "header" | "cookie";
export type ParameterStyle = "matrix" | "label" | "simple" | "form" | "spaceDelimited" | "pipeDelimited" | "deepObject" | "cookie";

export interface Parameter {
  readonly name: string;
  readonly in: ParameterIn;
  readonly required: boolean;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  readonly allowEmptyValue: boolean;
  /** `x-portcullis-multi-segment` or `x-multi-segment`: the value may contain slashes. Path parameters only. */
  readonly multiSegment: boolean;
  /** Null when the parameter uses `content`. */
  readonly schema: SchemaPlace | null;
  /** The one media type of `content`, or null. */
  readonly content: MediaType | null;
  readonly place: SchemaPlace;
}

export interface Encoding {
  readonly contentType: readonly string[] | null;
  readonly style: ParameterStyle | null;
  readonly explode: boolean | null;
  readonly allowReserved: boolean;
  readonly headers: ReadonlyMap<string, Parameter>;
}

export interface MediaType {
  /** Lower-case range as written: `application/json`, `image/*`, `multipart/form-data`. */
  readonly range: string;
  readonly schema: SchemaPlace | null;
  /** 3.2 `itemSchema` of sequential media types. */
  readonly itemSchema: SchemaPlace | null;
  readonly encoding: ReadonlyMap<string, Encoding>;
}

export interface RequestBody {
  readonly required: boolean;
  readonly content: readonly MediaType[];
  readonly place: SchemaPlace;
}

export interface ResponseDescription {
  /** `200`, `4XX` or `default`. */
  readonly status: string;
  readonly content: readonly MediaType[];
  readonly headers: ReadonlyMap<string, Parameter>;
}

/** One alternative: every scheme named must be proven with its scopes (AND). An empty map means anonymous is enough. */
export type SecurityRequirement = ReadonlyMap<string, readonly string[]>;

export type SecurityScheme =
  | { readonly type: "http"; readonly scheme: string; readonly bearerFormat: string | null }
  | { readonly type: "apiKey"; readonly name: string; readonly in: "query" | "header" | "cookie" }
  | { readonly type: "oauth2"; readonly flows: unknown }
  | { readonly type: "openIdConnect"; readonly openIdConnectUrl: string }
  | { readonly type: "mutualTLS" };

export interface Operation extends OperationView {
  /** False for the stand-in operation of an API without a document (`routes: any`). */
  readonly documented: boolean;
  readonly parameters: readonly Parameter[];
  readonly requestBody: RequestBody | null;
  readonly responses: readonly ResponseDescription[];
  /** The requirement that applies (the operation's own, else the document's); null when neither declares one. `[]` means public. */
  readonly security: readonly SecurityRequirement[] | null;
  readonly deprecated: boolean;
  /** `x-*` fields of the operation; those of the path item where the operation has none of that name. */
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly place: SchemaPlace;
}
