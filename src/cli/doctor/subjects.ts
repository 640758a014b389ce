/** What of a configuration the checks look at, as lists: the one place of the doctor that knows the configuration's shape. Paths are absolute. */
import { resolve } from "node:path";
import { MODES_FILE } from "../../adapters/break_glass.ts";
import type { IssuerOptions } from "../../authn/auth_options.ts";
import type { Address, TlsFiles } from "../../config/listener_options.ts";
import { ADMIN_TOKEN_FILE, CAPTURE_KEY_FILE } from "../../config/state_files.ts";
import type { DoctorContext } from "./doctor_check.ts";

type Where = Pick<DoctorContext, "config" | "folder">;

export interface NamedAddress {
  /** Key of the configuration: `listen`, `admin`. */
  readonly key: string;
  readonly address: Address;
}

/** Everything that is listened on. */
export function addressesOf({ config }: Where): readonly NamedAddress[] {
  const admin = config.admin === null ? [] : [{ key: "admin", address: config.admin.address }];
  return [{ key: "listen", address: config.listen.address }, ...admin];
}

export interface ServerCertificate {
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** Host names that clients use with it, as far as the configuration names them. */
  readonly hosts: readonly string[];
}

/** Certificates that the gateway shows. */
export function serverCertificatesOf({ config, folder }: Where): readonly ServerCertificate[] {
  const hosts = [...new Set(config.apis.flatMap((api) => api.hosts))];
  const of = (key: string, tls: TlsFiles | null, names: readonly string[]): readonly ServerCertificate[] =>
    tls === null ? [] : [{ key, certFile: resolve(folder, tls.certFile), keyFile: resolve(folder, tls.keyFile), hosts: names }];
  return [...of("listen.tls", config.listen.tls, hosts), ...of("admin.tls", config.admin?.tls ?? null, [])];
}

export interface AuthorityFile {
  readonly key: string;
  readonly file: string;
}

/** Bundles of authorities that the gateway trusts instead of the runtime's own. */
export function authorityFilesOf({ config, folder }: Where): readonly AuthorityFile[] {
  return config.apis.flatMap(({ upstream: { caFile } }, index) =>
    caFile === null ? [] : [{ key: `apis[${index}].upstream.ca`, file: resolve(folder, caFile) }],
  );
}

/** Issuers of tokens, of APIs and of single operations; each once for each place of its keys and set of algorithms. */
export function issuersOf({ config }: Where): readonly IssuerOptions[] {
  const auths = config.apis.flatMap((api) => [api.auth, ...[...api.operations.values()].map((operation) => operation.auth)]);
  const issuers = auths.flatMap((auth) => auth?.issuers ?? []);
  const id = (each: IssuerOptions): string => JSON.stringify([each.issuer, each.jwksUri, each.algorithms, each.skewS]);
  return [...new Map(issuers.map((each) => [id(each), each] as const)).values()];
}

export interface UpstreamSubject {
  readonly key: string;
  readonly url: URL;
  readonly caFile: string | null;
  readonly connectMs: number;
  readonly connections: number;
}

/** Where requests go; one that several APIs share is named once. */
export function upstreamsOf({ config, folder }: Where): readonly UpstreamSubject[] {
  const all = config.apis.map(({ upstream }, index) => ({
    key: `apis[${index}].upstream`,
    url: upstream.url,
    caFile: upstream.caFile === null ? null : resolve(folder, upstream.caFile),
    connectMs: upstream.connectMs,
    connections: upstream.connections,
  }));
  return [...new Map(all.toReversed().map((each) => [`${each.url.href} ${each.caFile ?? ""}`, each] as const)).values()].toReversed();
}

export interface SecretFile {
  readonly what: string;
  readonly file: string;
  /** `own`: what the gateway writes itself, for its own user alone. `group`: a group may read it, as mounted secrets and certificates have it. */
  readonly policy: "own" | "group" | "integrity";
}

/** Files whose reading or writing by others would give something away. `integrity`: anyone may read it, but whoever writes it decides what the gateway does. */
export function secretFilesOf({ config, folder, configFile }: Where & Pick<DoctorContext, "configFile">): readonly SecretFile[] {
  const at = (name: string): string => resolve(folder, name);
  const auths = config.apis.flatMap((api) => [api.auth, ...[...api.operations.values()].map((operation) => operation.auth)]);
  const keyFiles = new Set(auths.flatMap((auth) => (auth?.keys == null ? [] : [at(auth.keys)])));
  const documents = new Set(config.apis.flatMap(({ openapi }) => (openapi === null || /^https?:/u.test(openapi) ? [] : [at(openapi)])));
  return [
    ...serverCertificatesOf({ config, folder }).map(({ key, keyFile }) => ({
      what: `private key of ${key}`,
      file: keyFile,
      policy: "group" as const,
    })),
    ...(config.admin === null
      ? []
      : [{ what: "admin token", file: at(config.admin.tokenFile ?? ADMIN_TOKEN_FILE), policy: "own" as const }]),
    ...[...keyFiles].map((file) => ({ what: "API keys", file, policy: "own" as const })),
    ...(config.store === null ? [] : [{ what: "event store", file: at(config.store.path), policy: "own" as const }]),
    ...(config.capture === null ? [] : [{ what: "key of captures", file: at(CAPTURE_KEY_FILE), policy: "own" as const }]),
    { what: "overrides of modes", file: at(MODES_FILE), policy: "own" },
    { what: "configuration", file: configFile, policy: "integrity" },
    ...[...documents].map((file) => ({ what: "OpenAPI document", file, policy: "integrity" as const })),
    ...config.guards.map((name) => ({ what: "guards of your own", file: at(name), policy: "integrity" as const })),
  ];
}

export interface StoreSubject {
  readonly file: string;
  readonly maxBytes: number;
}

/** The event store; null where it is off. */
export function storeOf({ config: { store }, folder }: Where): StoreSubject | null {
  return store === null ? null : { file: resolve(folder, store.path), maxBytes: store.maxBytes };
}
