/** The files of one description, by the URI that references resolve to, and what references lead to in them. */
import { valueAt } from "./json_pointer.ts";
import type { SchemaPlace } from "./operation.ts";
import type { ScannedFile } from "./scan_references.ts";
import type { SourceFile } from "./source_file.ts";
import { resolveUri, splitFragment } from "./uri_reference.ts";

export interface DescriptionFile {
  /** Base URI of its references and `uri` of its places: `$self` (OpenAPI 3.2), else the URI it was first referred to by. */
  readonly uri: string;
  /** What it was read by, as issues name it. */
  readonly source: string;
  readonly content: SourceFile;
  readonly scan: ScannedFile;
}

export interface Resolved {
  readonly place: SchemaPlace;
  readonly value: unknown;
}

/** `anchor`: the file is there, but the fragment is a name that only a JSON Schema reader can look up. */
export type Resolution = { readonly kind: "found"; readonly target: Resolved } | { readonly kind: "anchor" | "no_file" | "no_value" };

export class FileSet {
  private readonly byUri = new Map<string, DescriptionFile>();
  private readonly embedded = new Map<string, SchemaPlace>();

  add(file: DescriptionFile): void {
    this.byUri.set(file.uri, file);
    for (const [uri, pointer] of file.scan.embedded) if (!this.embedded.has(uri)) this.embedded.set(uri, { uri: file.uri, pointer });
  }

  get(uri: string): DescriptionFile | undefined {
    return this.byUri.get(uri);
  }

  has(uri: string): boolean {
    return this.byUri.has(uri) || this.embedded.has(uri);
  }

  get files(): ReadonlyMap<string, DescriptionFile> {
    return this.byUri;
  }

  /** Looks `ref` up from `baseUri`, one step: a `$ref` at the target is not followed. */
  resolve(ref: string, baseUri: string): Resolution {
    const { file, fragment } = splitFragment(resolveUri(ref, baseUri));
    const inner = this.embedded.get(file);
    const found = this.byUri.get(inner?.uri ?? file);
    if (found === undefined) return { kind: "no_file" };
    if (fragment === null) return { kind: "no_value" };
    if (fragment !== "" && !fragment.startsWith("/")) return { kind: "anchor" };
    const pointer = (inner?.pointer ?? "") + fragment;
    const at = valueAt(found.content.root, pointer);
    return at.found ? { kind: "found", target: { place: { uri: found.uri, pointer }, value: at.value } } : { kind: "no_value" };
  }
}
