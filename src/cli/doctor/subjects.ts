/** What of a configuration the checks look at, as lists: the one place of the doctor that knows the configuration's shape. Paths are absolute. */
import { resolve } from "node:path";
import type { IssuerOptions } from "../../authn/auth_options.ts";
import type { Address } from "../../config/listener_options.ts";
import { AcmeFolder } from "../../adapters/acme/acme_folder.ts";
import { stateFile } from "../../config/state_files.ts";
import type { TlsFiles } from "../../config/tls_options.ts";
import type { UpstreamTlsOptions } from "../../config/upstream_tls_options.ts";
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
  return [...config.listen.map(({ address }, index) => ({ key: listenKey(index, config.listen.length), address })), ...admin];
}

const listenKey = (index: number, count: number): string => (count === 1 ? "listen" : `listen[${index}]`);

export interface ShownCertificate {
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** Host names that clients use with it, as far as the configuration names them; null for one shown to upstreams, of which the key alone matters. */
  readonly hosts: readonly string[] | null;
}

/** Certificates that the gateway shows, to clients and to upstreams. */
export function shownCertificatesOf({ config, folder }: Where): readonly ShownCertificate[] {
  const hosts = [...new Set(config.apis.flatMap((api) => api.hosts))];
  const of = (
    key: string,
    tls: Pick<TlsFiles, "certFile" | "keyFile"> | null,
    names: readonly string[] | null,
  ): readonly ShownCertificate[] =>
    tls === null ? [] : [{ key, certFile: resolve(folder, tls.certFile), keyFile: resolve(folder, tls.keyFile), hosts: names }];
  return [
    ...config.listen.flatMap(({ tls }, index) =>
      (tls?.certificates ?? []).flatMap((each, _at, { length }) => {
        const key = [`${listenKey(index, config.listen.length)}.tls`, ...each.at].join(".");
        // Of several, each has some of the hosts; which, only its own list says.
        return of(key, each, length === 1 ? hosts : (each.hosts ?? []).filter((host) => !host.includes("*")));
      }),
    ),
    ...of("admin.tls", config.admin?.tls ?? null, []),
    ...config.apis.flatMap(({ upstream: { tls } }, index) =>
      tls.certFile === null || tls.keyFile === null
        ? []
        : of(`apis[${index}].upstream.tls`, { certFile: tls.certFile, keyFile: tls.keyFile }, null),
    ),
  ];
}

export interface OrderedHost {
  readonly key: string;
  readonly host: string;
  readonly folder: AcmeFolder;
}

/** Hosts whose certificates the gateway orders. */
export function orderedHostsOf({ config, folder }: Where): readonly OrderedHost[] {
  const root = resolve(folder, stateFile(config, "acme"));
  return config.listen.flatMap(({ tls }, index) =>
    (tls?.acme?.hosts ?? []).map((host) => ({
      key: `${listenKey(index, config.listen.length)}.tls.acme`,
      host,
      folder: new AcmeFolder(root, tls?.acme?.directory ?? ""),
    })),
  );
}

export interface ServedHosts {
  /** Hosts by which APIs are selected. */
  readonly hosts: readonly string[];
  /** Certificates of listeners; `patterns`: the hosts that the configuration gives to it, null for those it names. */
  readonly certificates: readonly { readonly certFile: string; readonly patterns: readonly string[] | null }[];
}

/** Which hosts certificates should serve, those left out that the gateway orders its own for, and which may serve them; null where no listener has several (a single one is held against all hosts). */
export function servedHostsOf({ config, folder }: Where): ServedHosts | null {
  if (!config.listen.some(({ tls }) => tls !== null && tls.certificates.length > 1)) return null;
  const listed = config.listen.flatMap(({ tls }) => tls?.certificates ?? []);
  const ordered = new Set(config.listen.flatMap(({ tls }) => tls?.acme?.hosts ?? []));
  return {
    hosts: [...new Set(config.apis.flatMap((api) => api.hosts))].filter((host) => !ordered.has(host)),
    certificates: listed.map(({ certFile, hosts }) => ({ certFile: resolve(folder, certFile), patterns: hosts })),
  };
}

export interface AuthorityFile {
  readonly key: string;
  readonly file: string;
}

/** Bundles of authorities that the gateway trusts instead of the runtime's own. */
export function authorityFilesOf({ config, folder }: Where): readonly AuthorityFile[] {
  const ofCallers = config.listen.flatMap(({ tls }, index) =>
    tls === null || tls.clientCertificates === null
      ? []
      : [
          {
            key: `${listenKey(index, config.listen.length)}.tls.client_certificates.ca`,
            file: resolve(folder, tls.clientCertificates.caFile),
          },
        ],
  );
  const ofUpstreams = config.apis.flatMap(({ upstream: { caFile } }, index) =>
    caFile === null ? [] : [{ key: `apis[${index}].upstream.ca`, file: resolve(folder, caFile) }],
  );
  const ofDirectories = config.listen.flatMap(({ tls }, index) =>
    tls === null || tls.acme === null || tls.acme.caFile === null
      ? []
      : [{ key: `${listenKey(index, config.listen.length)}.tls.acme.ca`, file: resolve(folder, tls.acme.caFile) }],
  );
  return [...ofCallers, ...ofUpstreams, ...ofDirectories];
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
  readonly tls: UpstreamTlsOptions;
  /** Version of the PROXY protocol that it expects, null for none. */
  readonly proxyProtocol: 1 | 2 | null;
  readonly http2: boolean;
  readonly connectMs: number;
  readonly connections: number;
}

/** Where requests go: every target of every API; one that several share is named once. */
export function upstreamsOf({ config, folder }: Where): readonly UpstreamSubject[] {
  const at = (file: string | null): string | null => (file === null ? null : resolve(folder, file));
  const all = config.apis.flatMap(({ upstream: { targets, caFile, tls, proxyProtocol, http2, connectMs, connections } }, index) =>
    targets.map(({ url }, target) => ({
      key: `apis[${index}].upstream${targets.length === 1 ? "" : `.targets[${target}]`}`,
      url,
      caFile: at(caFile),
      tls: { ...tls, certFile: at(tls.certFile), keyFile: at(tls.keyFile) },
      proxyProtocol,
      http2,
      connectMs,
      connections,
    })),
  );
  const id = ({ url, caFile, tls, proxyProtocol, http2 }: UpstreamSubject): string =>
    JSON.stringify([url.href, caFile, tls, proxyProtocol, http2]);
  return [...new Map(all.toReversed().map((each) => [id(each), each] as const)).values()].toReversed();
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
    ...shownCertificatesOf({ config, folder }).map(({ key, keyFile }) => ({
      what: `private key of ${key}`,
      file: keyFile,
      policy: "group" as const,
    })),
    ...(config.admin === null
      ? []
      : [{ what: "admin token", file: at(config.admin.tokenFile ?? stateFile(config, "admin-token")), policy: "own" as const }]),
    ...[...keyFiles].map((file) => ({ what: "API keys", file, policy: "own" as const })),
    ...orderedHostsOf({ config, folder }).map(({ host, folder: kept }) => ({
      what: `key and certificate of ${host}`,
      file: kept.fileOf(host),
      policy: "own" as const,
    })),
    ...(config.store === null ? [] : [{ what: "event store", file: at(config.store.path), policy: "own" as const }]),
    ...(config.capture === null ? [] : [{ what: "key of captures", file: at(stateFile(config, "capture.key")), policy: "own" as const }]),
    { what: "overrides of modes", file: at(stateFile(config, "modes.json")), policy: "own" },
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
