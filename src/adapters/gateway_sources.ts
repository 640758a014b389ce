/** Everything a generation is compiled from, read from disk: the configuration, its descriptions, certificates. All issues at once; nothing throws. */
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type ConfigFile, type ConfigIssue, locateIssues } from "../config/read_config.ts";
import type { ApiOptions } from "../config/api_options.ts";
import type { Config } from "../config/config.ts";
import type { OtlpOptions } from "../config/telemetry_options.ts";
import type { ListenerTls, TlsFiles } from "../config/tls_options.ts";
import type { ApiSources } from "../engine/compile_generation.ts";
import { NO_PEM, type UpstreamPem } from "../engine/compile_upstream.ts";
import type { Issue } from "../kernel/issue.ts";
import { isJsonArray, isJsonObject, member } from "../openapi/json_value.ts";
import { type GrpcService, serviceDocument } from "../grpc/service_document.ts";
import { type LoadedDocument, loadDocument, type OpenApiDocument } from "../openapi/document.ts";
import { certificateExpiry, type CertificateKind, type FileCertificate } from "./certificate_expiry.ts";
import { fileUri, readDocument } from "./document_reader.ts";
import { GRPC_EXTENSION, readGrpcServices } from "./grpc_services.ts";
import type { TlsMaterial } from "./listener/tls_material.ts";
import { type HeaderLine, parseHeaderLines } from "./otlp/header_lines.ts";
import { parseCertificate, parsePrivateKey } from "./pem.ts";
import { readPrivateFile } from "./private_file.ts";
import { readConfigFile, reasonOf } from "./read_config_file.ts";
import { SYSTEM_DEPS } from "./system_deps.ts";
import { readListenerTls, type SourceFiles } from "./tls_sources.ts";
import { unservedHosts } from "./unserved_hosts.ts";

export interface TlsPem {
  readonly cert: string;
  readonly key: string;
  readonly minVersion: TlsFiles["minVersion"];
}

/** What goes with telemetry besides its configuration. */
export interface CollectorFiles {
  readonly headers: readonly HeaderLine[];
  /** PEM of the authorities to trust, null for the runtime's own. */
  readonly ca: string | null;
}

export interface GatewaySources {
  readonly file: ConfigFile;
  readonly config: Config;
  /** Folder that relative paths of the configuration start from. */
  readonly folder: string;
  readonly apis: readonly ApiSources[];
  /** By listener of the configuration; null where it has no TLS. */
  readonly tls: readonly (TlsMaterial | null)[];
  readonly adminTls: TlsPem | null;
  readonly collector: CollectorFiles;
  /** Every file that was read, to be watched. */
  readonly files: readonly string[];
  readonly certificates: readonly FileCertificate[];
}

export interface ReadSources {
  /** As far as they could be read; null where nothing could. */
  readonly sources: GatewaySources | null;
  /** Whether they may come into force: what has issues is read on only to find all of them. */
  readonly whole: boolean;
  readonly issues: readonly Issue[];
}

/** `adjust` changes what the file says (command-line flags). `online` allows remote references. */
export async function readSources(
  path: string,
  online: boolean,
  adjust: (config: Config) => Config = (config) => config,
): Promise<ReadSources> {
  const parsed = readConfigFile(path);
  const rest = parsed.ok ? { file: parsed.value, unread: [] } : parsed.rest;
  if (rest === null) return { sources: null, whole: false, issues: parsed.issues };
  // Why only what is whole: the flags may not fit what stands in for a mistake, and would be blamed for it.
  const config = parsed.ok ? adjust(rest.file.config) : rest.file.config;
  const folder = dirname(resolve(path));
  const reader = new SourceReader(rest.file, folder, online);
  const apis = await Promise.all(config.apis.map((api, index) => reader.api(api, index, rest.unread[index] ?? new Set())));
  const tls = await Promise.all(config.listen.map((listener, index) => reader.listener(listener.tls, index)));
  for (const { severity, code, message, path: at } of unservedHosts(config.apis, tls)) reader.tell(severity, code, message, at);
  const adminTls = await reader.adminTls(config.admin?.tls ?? null, ["admin", "tls"]);
  const collector = await reader.collector(config.telemetry?.otlp ?? null, ["telemetry", "otlp"]);
  const issues = [...parsed.issues, ...reader.located(), ...reader.documentIssues];
  const whole = parsed.ok && !issues.some(({ severity }) => severity === "error");
  const guards = config.guards.map((name) => resolve(folder, name));
  const files = [resolve(path), ...reader.files, ...guards];
  const { certificates } = reader;
  return { sources: { file: rest.file, config, folder, apis, tls, adminTls, collector, files, certificates }, whole, issues };
}

class SourceReader implements SourceFiles {
  readonly files: string[] = [];
  readonly certificates: FileCertificate[] = [];
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

  async api(options: ApiOptions, index: number, cut: ReadonlySet<string>): Promise<ApiSources> {
    const unread = new Set(cut);
    const path = ["apis", index];
    const upstreamPem = await this.upstreamPem(options.upstream, [...path, "upstream"]);
    if (upstreamPem === null) unread.add("upstream");
    // Why `remote_refs` too: references that it may have allowed would be told as forbidden.
    if (options.grpc !== null && !unread.has("grpc")) {
      const services = await this.services(options.grpc.files, [...path, "grpc"]);
      if (services === null) unread.add("grpc");
      const document = services === null ? null : await this.servicesDocument(options, services);
      return { options, document, upstreamPem: upstreamPem ?? NO_PEM, unread };
    }
    if (options.openapi === null || unread.has("openapi") || unread.has("remote_refs"))
      return { options, document: null, upstreamPem: upstreamPem ?? NO_PEM, unread };
    const loaded = await this.document(options, options.openapi, [...path, "openapi"]);
    if (loaded.ok) return { options, document: loaded.value, upstreamPem: upstreamPem ?? NO_PEM, unread };
    unread.add("openapi");
    if (loaded.rest?.security === false) unread.add("auth");
    return { options, document: loaded.rest?.document ?? null, upstreamPem: upstreamPem ?? NO_PEM, unread };
  }

  async listener(tls: ListenerTls | null, index: number): Promise<TlsMaterial | null> {
    const { root } = this.file.source;
    const listed = isJsonObject(root) && isJsonArray(member(root, "listen"));
    return tls === null
      ? null
      : await readListenerTls(tls, listed ? ["listen", index, "tls"] : ["listen", "tls"], this, SYSTEM_DEPS.clock.nowMs());
  }

  async adminTls(files: TlsFiles | null, path: readonly PropertyKey[]): Promise<TlsPem | null> {
    if (files === null) return null;
    const pair = await this.certificateAndKey(files.certFile, files.keyFile, path, "server");
    return pair === null ? null : { ...pair, minVersion: files.minVersion };
  }

  /** Null where one of its files can't be used. */
  private async upstreamPem({ caFile, tls }: ApiOptions["upstream"], path: readonly PropertyKey[]): Promise<UpstreamPem | null> {
    const ca = caFile === null ? null : await this.certificate(caFile, [...path, "ca"], "upstream_ca");
    const { certFile, keyFile } = tls;
    const wanted = certFile !== null && keyFile !== null;
    const client = wanted ? await this.certificateAndKey(certFile, keyFile, [...path, "tls"], "upstream_client") : null;
    return (caFile !== null && ca === null) || (wanted && client === null) ? null : { ca, client };
  }

  private async certificateAndKey(
    certFile: string,
    keyFile: string,
    path: readonly PropertyKey[],
    kind: CertificateKind,
  ): Promise<{ readonly cert: string; readonly key: string } | null> {
    const cert = await this.certificate(certFile, [...path, "cert"], kind);
    const key = await this.text(keyFile, [...path, "key"]);
    if (key === null) return null;
    const parsed = parsePrivateKey(key);
    if (parsed === null) this.fault("config.tls", `\`${keyFile}\` holds no private key in PEM without a passphrase`, [...path, "key"]);
    if (cert === null || parsed === null) return null;
    if (parseCertificate(cert)?.checkPrivateKey(parsed) === true) return { cert, key };
    this.fault("config.tls", `\`${keyFile}\` is not the key of the certificate in \`${certFile}\``, [...path, "key"]);
    return null;
  }

  async collector(otlp: OtlpOptions | null, path: readonly PropertyKey[]): Promise<CollectorFiles> {
    const ca = otlp === null || otlp.caFile === null ? null : await this.certificate(otlp.caFile, [...path, "ca"], "collector_ca");
    const { headersFile: file, headersVariable: variable } = otlp ?? { headersFile: null, headersVariable: null };
    if (file !== null)
      return { headers: this.headers(file, () => readPrivateFile(resolve(this.folder, file)), [...path, "headers_file"]), ca };
    if (variable === null) return { headers: [], ca };
    return { headers: this.headers(variable, () => process.env[variable] ?? null, [...path, "headers_env"]), ca };
  }

  /** Why not watched with the others: secrets are read once, when telemetry starts. */
  private headers(name: string, read: () => string | null, path: readonly PropertyKey[]): readonly HeaderLine[] {
    try {
      const text = read();
      const parsed = text === null ? "there is none" : parseHeaderLines(text);
      if (typeof parsed !== "string") return parsed;
      this.fault("config.unreadable", `\`${name}\` can't be used: ${parsed}`, path);
    } catch (error) {
      this.fault("config.unreadable", `\`${name}\` can't be used: ${error instanceof Error ? error.message : reasonOf(error)}`, path);
    }
    return [];
  }

  private async certificate(name: string, path: readonly PropertyKey[], kind: CertificateKind): Promise<string | null> {
    const pem = await this.text(name, path);
    const expiresAtMs = pem === null ? null : certificateExpiry(pem);
    if (expiresAtMs !== null) this.certificates.push({ name, kind, expiresAtMs });
    else if (pem !== null) this.fault("config.tls", `\`${name}\` holds no certificate in PEM`, path);
    return expiresAtMs === null ? null : pem;
  }

  private async document(options: ApiOptions, name: string, path: readonly PropertyKey[]): Promise<LoadedDocument> {
    const uri = /^https?:/u.test(name) ? name : fileUri(resolve(this.folder, name));
    const read = async (at: string): Promise<Uint8Array> => {
      if (at.startsWith("file:")) this.files.push(fileURLToPath(at));
      return await readDocument(at, this.online);
    };
    const loaded = await loadDocument(uri, { read }, { allowRemote: options.remoteRefs });
    for (const issue of loaded.issues) {
      const { severity, code, message, file } = issue;
      // What can't be read has no lines; the line that names it has.
      if (code === "openapi.unreadable" && file === uri) this.issues.push({ severity, code, message, path });
      else this.documentIssues.push(issue);
    }
    return loaded;
  }

  /** Null where one of the files can't be used. */
  private async services(names: readonly string[], path: readonly PropertyKey[]): Promise<readonly GrpcService[] | null> {
    const found: GrpcService[] = [];
    let whole = true;
    for (const name of names) {
      const file = resolve(this.folder, name);
      this.files.push(file);
      try {
        found.push(...readGrpcServices(file, await readDocument(fileUri(file), false)));
      } catch (error) {
        whole = false;
        this.fault("config.grpc", `\`${name}\` can't be used as a description of gRPC services: ${reasonOf(error)}`, path);
      }
    }
    const twice = found.find(({ name }, index) => found.findIndex((other) => other.name === name) < index);
    if (twice !== undefined) this.fault("config.grpc", `the service \`${twice.name}\` is declared twice`, path);
    return whole && twice === undefined ? found : null;
  }

  private async servicesDocument(options: ApiOptions, services: readonly GrpcService[]): Promise<OpenApiDocument | null> {
    const text = JSON.stringify(serviceDocument(options.name ?? services[0]?.name ?? "grpc", services));
    const loaded = await loadDocument(
      "grpc:services",
      { read: async () => Promise.resolve(Buffer.from(text)) },
      { extensions: [GRPC_EXTENSION] },
    );
    this.documentIssues.push(...loaded.issues);
    return loaded.ok ? loaded.value : null;
  }

  private async text(name: string, path: readonly PropertyKey[]): Promise<string | null> {
    return (await this.bytes(name, path))?.toString() ?? null;
  }

  async bytes(name: string, path: readonly PropertyKey[]): Promise<Buffer | null> {
    const file = resolve(this.folder, name);
    this.files.push(file);
    try {
      return await readFile(file);
    } catch (error) {
      this.fault("config.unreadable", `\`${name}\` can't be read (${reasonOf(error)})`, path);
      return null;
    }
  }

  tell(severity: Issue["severity"], code: string, message: string, path: readonly PropertyKey[]): void {
    this.issues.push({ severity, code, message, path });
  }

  expiring(certificate: FileCertificate): void {
    this.certificates.push(certificate);
  }

  private fault(code: string, message: string, path: readonly PropertyKey[]): void {
    this.tell("error", code, message, path);
  }
}
