/** What reading a description works with: the files, the version, and a list of what was wrong so far. */
import type { Extension } from "./extensions.ts";
import type { FileSet, Resolved } from "./file_set.ts";
import { isJsonObject, type JsonObject, stringMember } from "./json_value.ts";
import type { SchemaPlace } from "./operation.ts";
import { toPlaceText } from "./place.ts";

export type OpenApiVersion = "3.0" | "3.1" | "3.2";

/** An issue by place; its line is looked up at the end, for all at once. */
export interface PlacedIssue {
  readonly severity: "error" | "warning" | "note";
  readonly code: string;
  readonly message: string;
  readonly place: SchemaPlace;
}

/** An object of the description and where it really stands, references followed. */
export interface Located {
  readonly value: JsonObject;
  readonly place: SchemaPlace;
}

/** How what is read was written: other than it stands where the description was converted. */
export interface Writing {
  /** Where the description as written says what stands at a place. */
  placeOf(place: SchemaPlace): SchemaPlace;
  /** Where security schemes are declared. */
  readonly schemesKey: string;
}

const AS_OPENAPI: Writing = Object.freeze({
  placeOf: (place: SchemaPlace) => place,
  schemesKey: "components.securitySchemes",
});

export class Description {
  readonly version: OpenApiVersion;
  readonly files: FileSet;
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly writing: Writing;
  private readonly found = new Map<string, PlacedIssue>();

  constructor(version: OpenApiVersion, files: FileSet, extensions: ReadonlyMap<string, Extension>, writing: Writing = AS_OPENAPI) {
    this.version = version;
    this.files = files;
    this.extensions = extensions;
    this.writing = writing;
  }

  get issues(): readonly PlacedIssue[] {
    return [...this.found.values()];
  }

  /** Notes an issue; the same one at the same place counts once, however many references led there. */
  report(severity: PlacedIssue["severity"], code: string, message: string, at: SchemaPlace): void {
    const place = this.writing.placeOf(at);
    const key = `${code}\n${toPlaceText(place)}\n${message}`;
    if (!this.found.has(key)) this.found.set(key, { severity, code, message, place });
  }

  error(code: string, message: string, place: SchemaPlace): void {
    this.report("error", code, message, place);
  }

  warn(code: string, message: string, place: SchemaPlace): void {
    this.report("warning", code, message, place);
  }

  isAtLeast(version: OpenApiVersion): boolean {
    return this.version >= version;
  }

  /** One step: what the `$ref` of the object at `place` leads to; null where it leads nowhere, which was reported when the files were checked. */
  resolve(ref: string, place: SchemaPlace): Resolved | null {
    const resolution = this.files.resolve(ref, place.uri);
    return resolution.kind === "found" ? resolution.target : null;
  }

  /** The object at `place` with `$ref`s followed to their end; null where there is none or they go round in a circle. */
  follow(value: unknown, place: SchemaPlace): Located | null {
    let current: Resolved = { value, place };
    const passed = new Set<string>();
    for (;;) {
      if (!isJsonObject(current.value)) return null;
      const ref = stringMember(current.value, "$ref");
      if (ref === undefined) return { value: current.value, place: current.place };
      const key = toPlaceText(current.place);
      if (passed.has(key)) {
        this.error("openapi.ref_cycle", "the `$ref` leads back to itself; point it at an object", place);
        return null;
      }
      passed.add(key);
      const next = this.resolve(ref, current.place);
      if (next === null) return null;
      current = next;
    }
  }
}
