/** Where accounts and certificates of ACME lie: a folder for each directory, in it the account's key and one file for each host with its key and chain, 0600. */
import { createHash, type X509Certificate } from "node:crypto";
import { join } from "node:path";
import type { ServerCertificate } from "../listener/tls_material.ts";
import { certificatesOf, parsePrivateKey } from "../pem.ts";
import { readPrivateFile, writePrivateFile } from "../private_file.ts";
import { parseSubjectAltNames } from "../subject_alt_names.ts";
import type { Validity } from "./renewal_time.ts";

export interface KeptCertificate extends Validity {
  readonly certificate: ServerCertificate;
}

export interface OrderedCertificate {
  /** PEM. */
  readonly key: string;
  /** PEM, the host's own certificate first. */
  readonly chain: string;
}

export class AcmeFolder {
  private readonly folder: string;

  /** `root`: the folder of all directories. Why one each: a certificate of a test authority must not serve once another is configured. */
  constructor(root: string, directory: string) {
    this.folder = join(root, createHash("sha256").update(directory).digest("hex").slice(0, 16));
  }

  /** `host`: a canonical name of the DNS. */
  fileOf(host: string): string {
    return join(this.folder, `${host}.pem`);
  }

  /** PEM of the account's key, null where there is none. Throws where it can't be trusted. */
  accountKey(): string | null {
    return readPrivateFile(join(this.folder, "account.key"));
  }

  keepAccountKey(pem: string): void {
    writePrivateFile(join(this.folder, "account.key"), pem);
  }

  /** Null where there is none. Throws where the file can't be read, or holds no certificate of the host with its key. */
  certificate(host: string): KeptCertificate | null {
    const text = readPrivateFile(this.fileOf(host));
    return text === null ? null : parseKept(host, text, this.fileOf(host));
  }

  /** Throws where what was ordered is not usable; what was there before stays then. */
  keep(host: string, { key, chain }: OrderedCertificate): KeptCertificate {
    const text = `${key.trim()}\n${chain.trim()}\n`;
    const kept = parseKept(host, text, this.fileOf(host));
    writePrivateFile(this.fileOf(host), text);
    return kept;
  }
}

const KEY_END = /-----END [A-Z ]*PRIVATE KEY-----\n/u;

function parseKept(host: string, text: string, file: string): KeptCertificate {
  const end = KEY_END.exec(text);
  const at = end === null ? 0 : end.index + end[0].length;
  const [keyText, chain] = [text.slice(0, at), text.slice(at)];
  const key = parsePrivateKey(keyText);
  const [own] = certificatesOf(chain) ?? [];
  if (key === null || own === undefined) throw new Error(`\`${file}\` does not hold a key and its chain of certificates`);
  if (!own.checkPrivateKey(key)) throw new Error(`\`${file}\` holds a certificate of another key`);
  if (!parseSubjectAltNames(own.subjectAltName).dnsNames.includes(host)) throw new Error(`\`${file}\` holds a certificate of another host`);
  const certificate = { name: `acme:${host}`, chain, key: keyText, der: own.raw, patterns: [host], ocsp: null };
  return { certificate, ...validityOf(own) };
}

function validityOf(own: X509Certificate): Validity {
  return { fromMs: own.validFromDate.getTime(), toMs: own.validToDate.getTime() };
}
