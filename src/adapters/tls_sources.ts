/** Reads what TLS of a listener is made from: certificates, keys, authorities, revocation lists and OCSP responses, all checked before anything comes into force. */
import type { X509Certificate } from "node:crypto";
import { normalSerial } from "../codec/der.ts";
import { isCurrent, parseOcspResponse } from "../codec/ocsp_response.ts";
import { parseCrlTimes } from "../codec/crl.ts";
import type { AcmeOptions } from "../config/acme_options.ts";
import type { CertificateFiles, ClientCertificateFiles, ListenerTls } from "../config/tls_options.ts";
import type { Issue } from "../kernel/issue.ts";
import { parseHostPattern } from "../message/host_pattern.ts";
import type { FileCertificate } from "./certificate_expiry.ts";
import { overlaps } from "./listener/certificate_table.ts";
import {
  type AcmeOrders,
  type ClientAuthMaterial,
  contextFault,
  type ServerCertificate,
  type TlsMaterial,
} from "./listener/tls_material.ts";
import { certificatesOf, parsePrivateKey, pemBlocks } from "./pem.ts";
import { parseSubjectAltNames } from "./subject_alt_names.ts";

type Path = readonly PropertyKey[];

/** Reads files named by the configuration and keeps what is wrong with them. */
export interface SourceFiles {
  /** Null, and told, where it can't be read. */
  bytes(name: string, path: Path): Promise<Buffer | null>;
  tell(severity: Issue["severity"], code: string, message: string, path: Path): void;
  /** Told of each file of certificates that can be read, for whoever watches when they expire. */
  expiring(certificate: FileCertificate): void;
}

/** Null where anything is wrong, which was told. `path`: where the listener's `tls` stands. */
export async function readListenerTls(tls: ListenerTls, path: Path, files: SourceFiles, nowMs: number): Promise<TlsMaterial | null> {
  const clientAuth = tls.clientCertificates === null ? null : await readClientAuth(tls.clientCertificates, path, files, nowMs);
  const settings = { security: tls.security, minVersion: tls.minVersion, clientAuth: clientAuth ?? null };
  const certificates: ServerCertificate[] = [];
  for (const each of tls.certificates) {
    const read = await readCertificate(each, [...path, ...each.at], files, nowMs);
    const fault = read === null ? null : contextFault(settings, read);
    if (fault !== null)
      files.tell("error", "config.tls", `OpenSSL takes \`${each.certFile}\` for unusable: ${fault}`, [...path, ...each.at]);
    if (read !== null && fault === null) certificates.push(read);
  }
  const orders = tls.acme === null ? null : await readAcme(tls.acme, path, files);
  if (certificates.length < tls.certificates.length || (tls.clientCertificates !== null && clientAuth === null)) return null;
  if (tls.acme !== null && orders === null) return null;
  const both = tls.acme?.hosts.find((host) => certificates.some(({ patterns }) => patterns.includes(host)));
  if (both !== undefined) {
    const message = `a certificate in a file serves \`${both}\` already; leave it out of \`acme.hosts\`, or write the \`hosts\` of the certificate`;
    files.tell("error", "config.tls_overlap", message, [...path, "acme", "hosts"]);
    return null;
  }
  for (const { pattern, indexes } of overlaps(certificates)) {
    const names = indexes.map((index) => `\`${certificates[index]?.name}\``).join(" and ");
    const at = tls.certificates[indexes[1] ?? 0]?.at ?? [];
    const message = `${names} both serve \`${pattern}\`; write the \`hosts\` of each`;
    files.tell("error", "config.tls_overlap", message, [...path, ...at]);
    return null;
  }
  return { certificates, awaited: orders?.hosts ?? [], acme: orders, ...settings };
}

/** Null where the authorities of its directory can't be read. */
async function readAcme({ caFile, ...acme }: AcmeOptions, path: Path, files: SourceFiles): Promise<AcmeOrders | null> {
  if (caFile === null) return { ...acme, ca: null };
  const ca = (await files.bytes(caFile, [...path, "acme", "ca"]))?.toString() ?? null;
  if (ca === null) return null;
  if (certificatesOf(ca) !== null) return { ...acme, ca };
  files.tell("error", "config.tls", `\`${caFile}\` holds no certificate in PEM`, [...path, "acme", "ca"]);
  return null;
}

async function readCertificate(each: CertificateFiles, path: Path, files: SourceFiles, nowMs: number): Promise<ServerCertificate | null> {
  const { certFile, keyFile } = each;
  const chain = (await files.bytes(certFile, [...path, "cert"]))?.toString() ?? null;
  const key = (await files.bytes(keyFile, [...path, "key"]))?.toString() ?? null;
  if (chain === null || key === null) return null;
  const error = (message: string, at: string): null => {
    files.tell("error", "config.tls", message, [...path, at]);
    return null;
  };
  const parsedKey = parsePrivateKey(key);
  if (parsedKey === null) error(`\`${keyFile}\` holds no private key in PEM without a passphrase`, "key");
  const certificates = certificatesOf(chain);
  const [own] = certificates ?? [];
  if (certificates === null || own === undefined) return error(`\`${certFile}\` holds no certificate in PEM`, "cert");
  if (parsedKey === null) return null;
  if (!own.checkPrivateKey(parsedKey)) return error(`\`${keyFile}\` is not the key of the certificate in \`${certFile}\``, "key");
  warnOfChain(certificates, each, path, files, nowMs);
  files.expiring({ name: certFile, kind: "server", expiresAtMs: earliest(certificates) });
  const patterns = patternsOf(own, each, path, files);
  const ocsp = each.ocspFile === null ? null : await readOcsp(each.ocspFile, own, [...path, "ocsp"], files, nowMs);
  if (patterns === null || (each.ocspFile !== null && ocsp === null)) return null;
  return { name: certFile, chain, key, der: own.raw, patterns, ocsp };
}

/** What clients will complain of; it comes into force all the same, since the certificate of one host must not keep those of others from being renewed. */
function warnOfChain(
  certificates: readonly X509Certificate[],
  { certFile }: CertificateFiles,
  path: Path,
  files: SourceFiles,
  nowMs: number,
): void {
  const warn = (message: string): void => files.tell("warning", "config.tls_chain", message, [...path, "cert"]);
  for (const [index, certificate] of certificates.entries()) {
    const which = index === 0 ? "the certificate" : `certificate ${index + 1}`;
    const [from, to] = [certificate.validFromDate, certificate.validToDate];
    if (to.getTime() <= nowMs) warn(`${which} in \`${certFile}\` expired on ${to.toISOString()}; clients refuse it`);
    if (from.getTime() > nowMs) warn(`${which} in \`${certFile}\` is valid only from ${from.toISOString()}; clients refuse it until then`);
    const next = certificates[index + 1];
    if (next !== undefined && !certificate.checkIssued(next))
      warn(`certificate ${index + 2} in \`${certFile}\` did not issue the one before it; put the chain in order`);
  }
}

function patternsOf(own: X509Certificate, { certFile, hosts }: CertificateFiles, path: Path, files: SourceFiles): readonly string[] | null {
  const { dnsNames, addresses } = parseSubjectAltNames(own.subjectAltName);
  const named = [...dnsNames, ...addresses.map((address) => (address.includes(":") ? `[${address}]` : address))].flatMap(
    (name) => parseHostPattern(name) ?? [],
  );
  if (hosts !== null) {
    const unnamed = hosts.filter((host) => host !== "*" && !named.includes(host) && !named.includes(host.replace(/^[^.]+/u, "*")));
    const [first] = unnamed;
    if (first !== undefined)
      files.tell("warning", "config.tls_host", `the certificate in \`${certFile}\` does not name \`${first}\`; clients refuse it there`, [
        ...path,
        "hosts",
      ]);
    return [...new Set(hosts)];
  }
  if (named.length > 0) return [...new Set(named)];
  const message = `the certificate in \`${certFile}\` names no host (subjectAltName); write \`hosts\`, or \`hosts: ["*"]\` for any`;
  files.tell("error", "config.tls_host", message, [...path, "cert"]);
  return null;
}

async function readOcsp(
  name: string,
  own: X509Certificate,
  path: Path,
  files: SourceFiles,
  nowMs: number,
): Promise<ServerCertificate["ocsp"]> {
  const bytes = await files.bytes(name, path);
  if (bytes === null) return null;
  const fault = (severity: Issue["severity"], message: string): null => {
    files.tell(severity, "config.tls_ocsp", message, path);
    return null;
  };
  const answers = parseOcspResponse(bytes);
  if (answers === null) return fault("error", `\`${name}\` holds no OCSP response in DER that succeeded`);
  const serial = normalSerial(own.serialNumber);
  const answer = answers.find((each) => each.serial === serial);
  if (answer === undefined) return fault("error", `the OCSP response in \`${name}\` is of another certificate`);
  if (answer.status !== "good") return fault("error", `the OCSP response in \`${name}\` says of the certificate: ${answer.status}`);
  if (!isCurrent(answer, nowMs)) fault("warning", `the OCSP response in \`${name}\` is not current, so it is not stapled; fetch a new one`);
  return { bytes, answer };
}

async function readClientAuth(
  written: ClientCertificateFiles,
  path: Path,
  files: SourceFiles,
  nowMs: number,
): Promise<ClientAuthMaterial | null> {
  const at = [...path, "client_certificates"];
  const ca = (await files.bytes(written.caFile, [...at, "ca"]))?.toString() ?? null;
  const list = written.crlFile === null ? "" : ((await files.bytes(written.crlFile, [...at, "crl"]))?.toString() ?? null);
  if (ca === null || list === null) return null;
  const error = (message: string, key: string): null => {
    files.tell("error", "config.tls", message, [...at, key]);
    return null;
  };
  const authorities = certificatesOf(ca);
  if (authorities === null) return error(`\`${written.caFile}\` holds no certificate in PEM`, "ca");
  const stranger = authorities.find((authority) => !authority.ca);
  if (stranger !== undefined) return error(`\`${written.caFile}\` holds a certificate of no authority: ${oneLine(stranger.subject)}`, "ca");
  // Why: Node's server trusts whole chains only, so that nobody would pass.
  const rootless = authorities.find((authority) => !authorities.some((issuer) => authority.checkIssued(issuer)));
  if (rootless !== undefined)
    return error(
      `\`${written.caFile}\` holds an authority without the one that issued it: ${oneLine(rootless.subject)}; add its root`,
      "ca",
    );
  files.expiring({ name: written.caFile, kind: "client_ca", expiresAtMs: earliest(authorities) });
  const crls = pemBlocks(list, "X509 CRL");
  if (written.crlFile !== null && crls.length === 0) return error(`\`${written.crlFile}\` holds no revocation list in PEM`, "crl");
  for (const { der } of crls) {
    const times = parseCrlTimes(der);
    if (times === null) return error(`\`${written.crlFile}\` holds something that is no revocation list`, "crl");
    if (times.nextUpdateMs !== null && times.nextUpdateMs <= nowMs) {
      const message = `a revocation list in \`${written.crlFile}\` is out of date since ${new Date(times.nextUpdateMs).toISOString()}; no certificate is accepted until there is a new one`;
      files.tell("warning", "config.tls_crl", message, [...at, "crl"]);
    }
  }
  return { mode: written.mode, ca, crls: crls.map(({ pem }) => pem) };
}

const earliest = (certificates: readonly X509Certificate[]): number =>
  Math.min(...certificates.map(({ validToDate }) => validToDate.getTime()));
const oneLine = (name: string): string => name.replaceAll("\n", ", ");
