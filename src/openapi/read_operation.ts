/** One operation of a path item, references resolved one level, its parameters merged with the path item's. */
import type { Description, Located } from "./description.ts";
import { placeBelow, toPlaceText } from "./place.ts";
import {
  arrayMember,
  booleanMember,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
  objectMember,
  stringMember,
} from "./json_value.ts";
import type { Operation, Parameter, RequestBody, ResponseDescription, SchemaPlace, SecurityRequirement } from "./operation.ts";
import { readContent, readHeaders } from "./read_media_type.ts";
import type { ParameterReader } from "./read_parameter.ts";
import { readSecurity } from "./read_security.ts";

/** A response without the status it stands under. */
type SharedResponse = Omit<ResponseDescription, "status">;

/** What all operations of a description share. */
export interface OperationContext {
  readonly description: Description;
  readonly parameters: ParameterReader;
  readonly declaredSchemes: ReadonlySet<string>;
  /** The document's own requirement, null when it has none. */
  readonly security: readonly SecurityRequirement[] | null;
  /** Responses read so far, by place. */
  readonly responses: Map<string, SharedResponse>;
}

/** A path item and the template it stands under. */
export interface PathItem {
  readonly template: string;
  /** Parameter names in the template. */
  readonly names: readonly string[];
  readonly item: JsonObject;
  readonly place: SchemaPlace;
}

/** Header parameters that say nothing, because other parts of the description own them (OpenAPI 3.2 section 4.12.2.1). */
const OWNED_HEADERS: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

/** Identity of a parameter; header names are case-insensitive (RFC 9110 section 5.1). */
const identity = ({ name, in: where }: Parameter): string => `${where}:${where === "header" ? name.toLowerCase() : name}`;

function readList(context: OperationContext, list: readonly unknown[], place: SchemaPlace): ReadonlyMap<string, Parameter> {
  const read = new Map<string, Parameter>();
  for (const [index, value] of list.entries()) {
    const at = placeBelow(place, index);
    const parameter = context.parameters.read(value, at);
    if (parameter === null) continue;
    if (parameter.in === "header" && OWNED_HEADERS.has(parameter.name.toLowerCase())) {
      context.description.warn(
        "openapi.owned_header",
        `a header parameter \`${parameter.name}\` is ignored, as OpenAPI says; remove it`,
        at,
      );
      continue;
    }
    const key = identity(parameter);
    if (read.has(key)) {
      context.description.error(
        "openapi.duplicate_parameter",
        `the parameter \`${parameter.name}\` in \`${parameter.in}\` stands twice; remove one`,
        at,
      );
    }
    read.set(key, parameter);
  }
  return read;
}

function checkAgainstTemplate(context: OperationContext, path: PathItem, parameters: readonly Parameter[], place: SchemaPlace): void {
  const declared = new Set<string>();
  for (const parameter of parameters) {
    if (parameter.in !== "path") continue;
    declared.add(parameter.name);
    if (path.names.includes(parameter.name)) continue;
    const message = `the path parameter \`${parameter.name}\` is not in the template \`${path.template}\`; add \`{${parameter.name}}\` or remove it`;
    context.description.error("openapi.parameter_not_in_template", message, parameter.place);
  }
  for (const name of path.names) {
    if (declared.has(name)) continue;
    const message = `\`{${name}}\` of the template \`${path.template}\` is declared by no path parameter, so nothing could be checked; declare it`;
    context.description.error("openapi.undeclared_template_parameter", message, place);
  }
}

function checkQueryString(context: OperationContext, parameters: readonly Parameter[], place: SchemaPlace): void {
  const whole = parameters.filter((parameter) => parameter.in === "querystring");
  if (whole.length === 0) return;
  if (whole.length > 1 || parameters.some((parameter) => parameter.in === "query")) {
    context.description.error(
      "openapi.querystring",
      "a `querystring` parameter describes the whole query; remove the others in `query` and `querystring`",
      place,
    );
  }
}

function readRequestBody(context: OperationContext, operation: JsonObject, place: SchemaPlace): RequestBody | null {
  const body = member(operation, "requestBody");
  const located = body === undefined ? null : context.description.follow(body, placeBelow(place, "requestBody"));
  if (located === null) return null;
  return {
    required: booleanMember(located.value, "required") ?? false,
    content: readContent(context.description, member(located.value, "content"), placeBelow(located.place, "content")),
    place: located.place,
  };
}

/** `200`, `4XX` or `default`, upper case; null for anything else. */
function statusKey(text: string): string | null {
  if (text === "default") return text;
  return /^[1-5](?:[0-9]{2}|XX)$/u.test(text.toUpperCase()) ? text.toUpperCase() : null;
}

/** A Response Object is read once, however many operations refer to it. */
function readResponse(context: OperationContext, located: Located): SharedResponse {
  const key = toPlaceText(located.place);
  const known = context.responses.get(key);
  if (known !== undefined) return known;
  const { description } = context;
  const read = {
    content: readContent(description, member(located.value, "content"), placeBelow(located.place, "content")),
    headers: readHeaders(description, member(located.value, "headers"), placeBelow(located.place, "headers")),
  };
  context.responses.set(key, read);
  return read;
}

function readResponses(context: OperationContext, operation: JsonObject, place: SchemaPlace): readonly ResponseDescription[] {
  const responses = objectMember(operation, "responses");
  const read: ResponseDescription[] = [];
  for (const key of Object.keys(responses)) {
    if (key.startsWith("x-")) continue;
    const at = placeBelow(place, "responses", key);
    const status = statusKey(key);
    if (status === null) {
      context.description.error("openapi.status", `\`${key}\` is no status; write \`200\`, \`2XX\` or \`default\``, at);
      continue;
    }
    const located = context.description.follow(responses[key], at);
    if (located !== null) read.push({ status, ...readResponse(context, located) });
  }
  return read;
}

function readExtensions(item: JsonObject, operation: JsonObject): Readonly<Record<string, unknown>> {
  const extensions: Record<string, unknown> = Object.create(null);
  for (const host of [item, operation]) for (const key of Object.keys(host)) if (key.startsWith("x-")) extensions[key] = host[key];
  return extensions;
}

/** The requirement that applies, `x-portcullis-public` taken as `security: []` unless the operation says otherwise. */
function effectiveSecurity(
  context: OperationContext,
  operation: JsonObject,
  extensions: Readonly<Record<string, unknown>>,
  place: SchemaPlace,
): readonly SecurityRequirement[] | null {
  const own = readSecurity(context.description, member(operation, "security"), placeBelow(place, "security"), context.declaredSchemes);
  if (extensions["x-portcullis-public"] !== true) return own ?? context.security;
  if (own !== null && own.length > 0 && member(operation, "x-portcullis-public") === true) {
    context.description.error(
      "openapi.public_and_secured",
      "the operation is marked public and has a `security` of its own; remove one of them",
      place,
    );
  }
  return own ?? [];
}

/** Reads the operation at `place`, which answers `method` (upper case, as sent). */
export function readOperation(
  context: OperationContext,
  path: PathItem,
  method: string,
  operation: JsonObject,
  place: SchemaPlace,
): Operation {
  const merged = new Map(readList(context, arrayMember(path.item, "parameters"), placeBelow(path.place, "parameters")));
  for (const [key, parameter] of readList(context, arrayMember(operation, "parameters"), placeBelow(place, "parameters")))
    merged.set(key, parameter);
  const parameters = [...merged.values()];
  checkAgainstTemplate(context, path, parameters, place);
  checkQueryString(context, parameters, place);
  const extensions = readExtensions(path.item, operation);
  const tags = member(operation, "tags");
  return {
    id: stringMember(operation, "operationId") ?? `${method} ${path.template}`,
    method,
    template: path.template,
    tags: isJsonArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
    documented: true,
    parameters,
    requestBody: readRequestBody(context, operation, place),
    responses: readResponses(context, operation, place),
    security: effectiveSecurity(context, operation, extensions, place),
    deprecated: booleanMember(operation, "deprecated") ?? false,
    extensions,
    place,
  };
}

/** Methods with a field of their own in a path item; `query` from 3.2 on. */
const METHOD_FIELDS: readonly string[] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/** The operations of a path item: method as sent, value, place. Unsuitable names under `additionalOperations` (3.2) are reported. */
export function operationsOf(
  description: Description,
  item: JsonObject,
  place: SchemaPlace,
): readonly { readonly method: string; readonly value: JsonObject; readonly place: SchemaPlace }[] {
  const found: { method: string; value: JsonObject; place: SchemaPlace }[] = [];
  for (const field of METHOD_FIELDS) {
    const value = member(item, field);
    if (!isJsonObject(value) || (field === "query" && !description.isAtLeast("3.2"))) continue;
    found.push({ method: field.toUpperCase(), value, place: placeBelow(place, field) });
  }
  if (!description.isAtLeast("3.2")) return found;
  const additional = objectMember(item, "additionalOperations");
  for (const method of Object.keys(additional)) {
    const value = additional[method];
    const at = placeBelow(place, "additionalOperations", method);
    if (METHOD_FIELDS.includes(method.toLowerCase())) {
      description.error("openapi.method", `\`${method}\` has a field of its own; write \`${method.toLowerCase()}\` in the path item`, at);
    } else if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u.test(method) || method === "CONNECT") {
      description.error("openapi.method", `\`${method}\` is no method that can be routed (RFC 9110 section 9.1); correct it`, at);
    } else if (isJsonObject(value)) found.push({ method, value, place: at });
  }
  return found;
}
