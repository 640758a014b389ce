/** Everything a generation is compiled from, read from disk: the configuration, its descriptions, certificates. All issues at once; nothing throws. */
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type ConfigFile, type ConfigIssue, locateIssues, readConfig } from "../config/read_config.ts";
import type { ApiOptions } from "../config/api_options.ts";
import type { Config } from "../config/config.ts";
import type { TlsFiles } from "../config/listener_options.ts";
import type { ApiSources } from "../engine/compile_generation.ts";
import type { Issue } from "../kernel/issue.ts";
import { loadDocument, type OpenApiDocument } from "../openapi/document.ts";
import { fileUri, readDocument } from "./document_reader.ts";

export interface TlsPem {
  readonly cert: string;
  readonly key: string;
  readonly minVersion: TlsFiles["minVersion"];
}

export interface GatewaySources {
  readonly file: ConfigFile;
  readonly config: Config;
  /** Folder that relative paths of the configuration start from. */
  readonly folder: string;
  readonly apis: readonly ApiSources[];
  readonly tls: TlsPem | null;
  readonly adminTls: TlsPem | null;
  /** Every file that was read, to be watched. */
  readonly files: readonly string[];
}

export interface ReadSources {
  readonly sources: GatewaySources | null;
  readonly issues: readonly Issue[];
}

/** `adjust` changes what the file says (command-line flags). `online` allows remote references. */
export async function readSources(
  path: string,
  online: boolean,
  adjust: (config: Config) => Config = (config) => config,
): Promise<ReadSources> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const message = `the configuration can't be read (${reasonOf(error)}); \`portcullis init OPENAPI --upstream URL\` writes one`;
    return {
      sources: null,
      issues: [{ severity: "error", code: "config.unreadable", message, file: path, pointer: "", line: null, column: null }],
    };
  }
  const parsed = readConfig(path, bytes);
  if (!parsed.ok) return { sources: null, issues: parsed.issues };
  const config = adjust(parsed.value.config);
  const folder = dirname(resolve(path));
  const reader = new SourceReader(parsed.value, folder, online);
  const apis = await Promise.all(config.apis.map((api, index) => reader.api(api, index)));
  const tls = await reader.tls(config.listen.tls, ["listen", "tls"]);
  const adminTls = await reader.tls(config.admin?.tls ?? null, ["admin", "tls"]);
  const issues = [...parsed.issues, ...reader.located(), ...reader.documentIssues];
  const failed = issues.some(({ severity }) => severity === "error");
  const known = apis.filter((api) => api !== null);
  const files = [resolve(path), ...reader.files];
  return { sources: failed ? null : { file: parsed.value, config, folder, apis: known, tls, adminTls, files }, issues };
}

class SourceReader {
  readonly files: string[] = [];
  readonly documentIssues: Issue[] = [];
  private readonly issues: ConfigIssue[] = [];
  private readonly file: ConfigFile;
  private readonly folder: string;
  private readonly online: boolean;

  constructor(file: ConfigFile, folder: string, online: boolean) {
    this.file = file;
    this.folder = folder;
    this.online = online;
  }

  located(): readonly Issue[] {
    return locateIssues(this.file.source, this.file.file, this.issues);
  }

  async api(options: ApiOptions, index: number): Promise<ApiSources | null> {
    const path = ["apis", index];
    const upstreamCa = options.upstream.caFile === null ? null : await this.text(options.upstream.caFile, [...path, "upstream", "ca"]);
    if (options.openapi === null) return { options, document: null, upstreamCa };
    const document = await this.document(options, options.openapi);
    return document === null ? null : { options, document, upstreamCa };
  }

  async tls(files: TlsFiles | null, path: readonly PropertyKey[]): Promise<TlsPem | null> {
    if (files === null) return null;
    const cert = await this.text(files.certFile, [...path, "cert"]);
    const key = await this.text(files.keyFile, [...path, "key"]);
    return cert === null || key === null ? null : { cert, key, minVersion: files.minVersion };
  }

  private async document(options: ApiOptions, name: string): Promise<OpenApiDocument | null> {
    const uri = /^https?:/u.test(name) ? name : fileUri(resolve(this.folder, name));
    const read = async (at: string): Promise<Uint8Array> => {
      if (at.startsWith("file:")) this.files.push(decodeURIComponent(new URL(at).pathname));
      return await readDocument(at, this.online);
    };
    const loaded = await loadDocument(uri, { read }, { allowRemote: options.remoteRefs });
    this.documentIssues.push(...loaded.issues);
    return loaded.ok ? loaded.value : null;
  }

  private async text(name: string, path: readonly PropertyKey[]): Promise<string | null> {
    const file = resolve(this.folder, name);
    this.files.push(file);
    try {
      return await readFile(file, "utf8");
    } catch (error) {
      this.issues.push({ severity: "error", code: "config.unreadable", message: `\`${name}\` can't be read (${reasonOf(error)})`, path });
      return null;
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return "no such file";
  return error instanceof Error ? error.message : String(error);
}
