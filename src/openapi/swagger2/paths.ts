/** `paths` (Swagger 2.0, Paths Object): what stands behind a reference is written out, bodies leave the parameters. */
import type { Located } from "../description.ts";
import { arrayMember, isJsonArray, isJsonObject, type JsonObject, member, objectMember, stringMember } from "../json_value.ts";
import type { SchemaPlace } from "../operation.ts";
import { placeBelow, toPlaceText } from "../place.ts";
import { pointerTo } from "../json_pointer.ts";
import { partWith, readPathItem } from "../read_paths.ts";
import { type Conversion, extensionsOf, type Names, newNames, pick } from "./conversion.ts";
import { mediaTypesOf, type NamedMediaType } from "./media_types.ts";
import { readIn, toParameter } from "./parameters.ts";
import { toRequestBody } from "./request_body.ts";
import { toResponse } from "./responses.ts";
import { readAddress, toServers } from "./servers.ts";

const METHODS: readonly string[] = ["get", "put", "post", "delete", "options", "head", "patch"];

/** Parameters of one list: those for OpenAPI's own, and those that make a body. */
interface ReadList {
  readonly parameters: readonly unknown[];
  readonly bodies: ReadonlyMap<string, Located>;
}

export class PathsConverter {
  /** What references lead to, converted once: `components` of the converted document. */
  readonly parameters: Names = newNames();
  readonly responses: Names = newNames();
  readonly address: string | null;
  private readonly conversion: Conversion;
  private readonly root: Located;
  /** Names under `components` by what they were made from. */
  private readonly known = new Map<string, string | null>();

  constructor(conversion: Conversion, root: Located) {
    this.conversion = conversion;
    this.root = root;
    this.address = readAddress(conversion, root);
  }

  paths(): Names {
    const paths = objectMember(this.root.value, "paths");
    const converted = newNames();
    for (const template of Object.keys(paths)) {
      const value = paths[template];
      if (template.startsWith("x-") || !isJsonObject(value)) continue;
      const parts = readPathItem(this.conversion.source, value, placeBelow(this.root.place, "paths", template));
      converted[template] = this.item(parts, pointerTo("/paths", template));
    }
    return converted;
  }

  private item(parts: readonly Located[], at: string): JsonObject {
    const { origins } = this.conversion;
    const converted = newNames();
    for (const { value, place } of parts) {
      for (const key of Object.keys(value)) origins.set(pointerTo(at, key), placeBelow(place, key));
      Object.assign(converted, extensionsOf(value));
    }
    const holder = partWith(parts, "parameters");
    const shared = holder === undefined ? NO_PARAMETERS : this.list(holder, at);
    converted["parameters"] = shared.parameters;
    for (const part of parts) {
      for (const method of METHODS) {
        const value = member(part.value, method);
        if (isJsonObject(value))
          converted[method] = this.operation({ value, place: placeBelow(part.place, method) }, shared, pointerTo(at, method));
      }
    }
    return converted;
  }

  private operation(operation: Located, shared: ReadList, at: string): JsonObject {
    const { conversion, root } = this;
    const own = this.list(operation, at);
    const consumes = mediaTypesOf(conversion, root, operation, "consumes");
    const bodies = [...new Map([...shared.bodies, ...own.bodies]).values()];
    // Why the first of them: there the reader finds what the body is made of.
    const place = bodies[0]?.place ?? operation.place;
    const requestBody = toRequestBody(conversion, bodies, consumes, place, `${at}/requestBody`);
    const { value } = operation;
    return {
      ...extensionsOf(value),
      ...pick(value, ["tags", "summary", "description", "operationId", "deprecated", "security"]),
      ...(isJsonArray(member(value, "schemes")) ? { servers: toServers(conversion, root, operation, this.address, at) } : {}),
      parameters: own.parameters,
      ...(requestBody === null ? {} : { requestBody }),
      responses: this.responsesOf(operation, at),
    };
  }

  private list({ value, place }: Located, at: string): ReadList {
    const { source, origins } = this.conversion;
    const parameters: unknown[] = [];
    const bodies = new Map<string, Located>();
    for (const [index, entry] of arrayMember(value, "parameters").entries()) {
      const written = placeBelow(place, "parameters", index);
      const located = source.follow(entry, written);
      const where = located === null ? null : readIn(this.conversion, located);
      if (located === null || where === null) continue;
      if (where === "body" || where === "formData") {
        const name = stringMember(located.value, "name") ?? "";
        if (bodies.has(`${where} ${name}`))
          source.error("openapi.duplicate_parameter", `the parameter \`${name}\` in \`${where}\` stands twice; remove one`, written);
        bodies.set(`${where} ${name}`, located);
        continue;
      }
      const pointer = pointerTo(at, "parameters", parameters.length);
      origins.set(pointer, written);
      const convert = (to: string): Names | null => toParameter(this.conversion, located, where, to);
      const converted = isReference(entry) ? this.component("parameters", located.place, convert) : convert(pointer);
      if (converted !== null) parameters.push(converted);
    }
    return { parameters, bodies };
  }

  private responsesOf({ value, place }: Located, at: string): JsonObject {
    const { source, origins } = this.conversion;
    const responses = objectMember(value, "responses");
    const produces = mediaTypesOf(this.conversion, this.root, { value, place }, "produces");
    const converted = newNames();
    for (const status of Object.keys(responses)) {
      if (status.startsWith("x-")) continue;
      const written = placeBelow(place, "responses", status);
      if (!/^(?:[1-5][0-9]{2}|default)$/u.test(status)) {
        source.error("openapi.status", `\`${status}\` is no status in Swagger 2.0; write \`200\` or \`default\``, written);
        continue;
      }
      const located = source.follow(responses[status], written);
      if (located === null) continue;
      const pointer = pointerTo(at, "responses", status);
      origins.set(pointer, written);
      const convert = (to: string): JsonObject => toResponse(this.conversion, located, produces, to);
      converted[status] = isReference(responses[status]) ? this.component("responses", located.place, convert, produces) : convert(pointer);
    }
    return converted;
  }

  /** A reference to what was made of `place`, once for all that refer to it under the same media types; null where nothing could be made of it. */
  private component(
    kind: "parameters" | "responses",
    place: SchemaPlace,
    convert: (at: string) => JsonObject | null,
    media: readonly NamedMediaType[] = [],
  ): JsonObject | null {
    const key = JSON.stringify([kind, toPlaceText(place), ...media.map(({ place: written }) => toPlaceText(written))]);
    let name = this.known.get(key);
    if (name === undefined) {
      const next = String(this.known.size);
      const converted = convert(pointerTo("/components", kind, next));
      name = converted === null ? null : next;
      this.known.set(key, name);
      if (converted !== null) this[kind][next] = converted;
    }
    return name === null ? null : { $ref: `#/components/${kind}/${name}` };
  }
}

const NO_PARAMETERS: ReadList = { parameters: [], bodies: new Map() };

const isReference = (value: unknown): boolean => isJsonObject(value) && stringMember(value, "$ref") !== undefined;
