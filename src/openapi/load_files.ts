/** Reads the entry file and every file its references lead to, in bounded number and size, through the caller's port. */
import { isJsonObject, member, stringMember } from "./json_value.ts";
import { type DescriptionFile, FileSet } from "./file_set.ts";
import { parseSource } from "./parse_source.ts";
import { type FoundReference, scanReferences } from "./scan_references.ts";
import type { SourceIssue, SourceLimits } from "./source_file.ts";
import { isRelativeReference, isUnderPrefix, resolveUri, splitFragment, splitUri } from "./uri_reference.ts";

/** How files are got: an adapter reads a path or fetches a URL. */
export interface DocumentReader {
  /** The bytes of `uri` (no fragment): a path or URI reference as the operator named it or as references made of it. Rejects when there are none. */
  read(uri: string): Promise<Uint8Array>;
}

export interface LoadLimits extends SourceLimits {
  readonly maxFiles: number;
  /** Bytes of all files together. */
  readonly maxTotalBytes: number;
}

export const DEFAULT_LOAD_LIMITS: LoadLimits = {
  maxFileBytes: 64 * 1024 * 1024,
  maxYamlBytes: 16 * 1024 * 1024,
  maxNodes: 3_000_000,
  maxDepth: 200,
  maxFiles: 500,
  maxTotalBytes: 128 * 1024 * 1024,
};

/** An issue with the file it lies in; `source` names the file for the operator. */
export interface FileIssue extends SourceIssue {
  readonly source: string;
}

/** Meta-schemas that JSON Schema readers know by themselves. */
const KNOWN_DOCUMENTS: readonly string[] = ["https://json-schema.org/", "http://json-schema.org/", "https://spec.openapis.org/"];

export const isKnownDocument = (uri: string): boolean => KNOWN_DOCUMENTS.some((prefix) => uri.startsWith(prefix));

function isLocal(source: string): boolean {
  const { scheme, authority } = splitUri(source);
  return (scheme === null && authority === null) || (scheme === "file" && (authority === null || authority === ""));
}

export interface LoadedFiles {
  readonly files: FileSet;
  readonly entry: DescriptionFile | null;
  readonly issues: readonly FileIssue[];
}

class Loading {
  readonly files = new FileSet();
  readonly issues: FileIssue[] = [];
  private readonly reader: DocumentReader;
  private readonly limits: LoadLimits;
  private readonly allowRemote: readonly string[];
  /** URIs that were tried, so that each is read and complained of once. */
  private readonly tried = new Set<string>();
  /** Whether the entry file says that it is Swagger 2.0, and so how all files are read. */
  private swagger = false;
  private count = 0;
  private totalBytes = 0;

  constructor(reader: DocumentReader, limits: LoadLimits, allowRemote: readonly string[]) {
    this.reader = reader;
    this.limits = limits;
    this.allowRemote = allowRemote;
  }

  /** Reads one file; `from` is the reference that asked for it, null for the entry. */
  async read(
    uri: string,
    source: string,
    from: { readonly source: string; readonly pointer: string } | null,
  ): Promise<DescriptionFile | null> {
    const complain = (code: string, message: string): null => {
      this.issues.push({ severity: "error", code, message, pointer: from?.pointer ?? "", source: from?.source ?? source });
      return null;
    };
    this.count += 1;
    if (this.count > this.limits.maxFiles) {
      return this.count === this.limits.maxFiles + 1
        ? complain("openapi.too_many_files", `the description has more than ${this.limits.maxFiles} files; bundle it or raise the limit`)
        : null;
    }
    let bytes: Uint8Array;
    try {
      bytes = await this.reader.read(source);
    } catch (error) {
      return complain("openapi.unreadable", `the file \`${source}\` can't be read: ${reasonOf(error)}`);
    }
    this.totalBytes += bytes.length;
    if (this.totalBytes > this.limits.maxTotalBytes) {
      return complain(
        "openapi.too_large",
        `the files have more than ${this.limits.maxTotalBytes} bytes together; remove some or raise the limit`,
      );
    }
    const parsed = parseSource(source, bytes, this.limits);
    if (!parsed.ok) {
      for (const issue of parsed.issues) this.issues.push({ ...issue, source });
      return null;
    }
    const { root } = parsed.file;
    const self = isJsonObject(root) && member(root, "openapi") !== undefined ? stringMember(root, "$self") : undefined;
    const base = self === undefined ? uri : splitFragment(resolveUri(self, uri)).file;
    if (from === null) this.swagger = isJsonObject(root) && member(root, "swagger") !== undefined;
    const file: DescriptionFile = { uri: base, source, content: parsed.file, scan: scanReferences(root, base, this.swagger) };
    this.files.add(file);
    this.tried.add(base);
    return file;
  }

  /** Reads what `reference` of `file` leads to unless it is there; the new file, or null. */
  async follow(file: DescriptionFile, reference: FoundReference): Promise<DescriptionFile | null> {
    const { file: uri } = splitFragment(resolveUri(reference.ref, reference.base));
    if (this.files.has(uri) || this.tried.has(uri) || isKnownDocument(uri)) return null;
    this.tried.add(uri);
    const relative = isRelativeReference(reference.ref) && reference.base === file.uri;
    const source = relative ? splitFragment(resolveUri(reference.ref, file.source)).file : uri;
    if (!(relative && isLocal(file.source)) && !isUnderPrefix(source, this.allowRemote)) {
      const message = `the reference \`${reference.ref}\` leads to \`${source}\`, which is not allowed; allow its prefix with \`remote_refs\`, or refer to a local file by a relative path`;
      this.issues.push({ severity: "error", code: "openapi.ref_not_allowed", message, pointer: reference.pointer, source: file.source });
      return null;
    }
    return this.read(uri, source, { source: file.source, pointer: reference.pointer });
  }
}

/** Loads all files. Unresolved pointers inside loaded files are not looked at here. */
export async function loadFiles(
  entryUri: string,
  reader: DocumentReader,
  options: { readonly limits?: Partial<LoadLimits>; readonly allowRemote?: readonly string[] },
): Promise<LoadedFiles> {
  const loading = new Loading(reader, { ...DEFAULT_LOAD_LIMITS, ...options.limits }, options.allowRemote ?? []);
  const entry = await loading.read(entryUri, entryUri, null);
  const queue = entry === null ? [] : [entry];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const reference of file.scan.references) {
      if (reference.ref.startsWith("#") && reference.base === file.uri) continue;
      const next = await loading.follow(file, reference);
      if (next !== null) queue.push(next);
    }
  }
  return { files: loading.files, entry, issues: loading.issues };
}

/** In a few words: what the system says of a file that is missing names it a second time. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  return "code" in error && error.code === "ENOENT" ? "no such file; correct the path" : error.message;
}
