/** TLS of listeners: which certificates for which hosts, how strict, and whether callers show certificates of their own. */
import { z } from "zod";
import { parseHostPattern } from "../message/host_pattern.ts";
import { type AcmeOptions, acme } from "./acme_options.ts";

/** TLS of the admin API. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
}

const certFile = z.string().min(1).describe("PEM file with the certificate chain, the host's own first; relative to this file");
const keyFile = z.string().min(1).describe("PEM file with the private key");
const minVersion = z.enum(["1.2", "1.3"]);

export const tlsFiles: z.ZodType<TlsFiles> = z
  .strictObject({ cert: certFile, key: keyFile, min_version: minVersion.default("1.2").describe("lowest TLS version accepted") })
  .transform((tls) => ({ certFile: tls.cert, keyFile: tls.key, minVersion: `TLSv${tls.min_version}` as const }));

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Host patterns that it serves; null for those that the certificate names. */
  readonly hosts: readonly string[] | null;
  readonly ocspFile: string | null;
  /** Where it stands within `tls`. */
  readonly at: readonly PropertyKey[];
}

/** Presets of Mozilla's Server Side TLS guidelines. */
export type Security = "intermediate" | "modern";

export interface ClientCertificateFiles {
  readonly mode: "optional" | "required";
  readonly caFile: string;
  readonly crlFile: string | null;
}

export interface ListenerTls {
  /** The first serves clients that name no host, or one that no certificate names. Empty only where there is `acme`. */
  readonly certificates: readonly CertificateFiles[];
  /** Certificates that the gateway orders itself; null where it orders none. */
  readonly acme: AcmeOptions | null;
  readonly security: Security;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
  /** Null: callers are not asked for a certificate. */
  readonly clientCertificates: ClientCertificateFiles | null;
}

const hostPattern: z.ZodType<string, string> = z.string().transform((text, context) => {
  const pattern = parseHostPattern(text);
  if (pattern === null) {
    const message = "expected a host such as `api.example.com`, a wildcard such as `*.example.com`, or `*` for any";
    context.issues.push({ code: "custom", message, input: text });
  }
  return pattern ?? "";
});

const hosts = z
  .array(hostPattern)
  .min(1)
  .optional()
  .describe("hosts that this certificate serves, instead of those it names: a name, `*.example.com`, or `*` for any");
const ocsp = z.string().min(1).optional().describe("DER file with the OCSP response to staple; left out once it is stale");

const certificate = z.strictObject({ cert: certFile, key: keyFile, hosts, ocsp });

const clientCertificates: z.ZodType<ClientCertificateFiles> = z
  .strictObject({
    ca: z.string().min(1).describe("PEM file of the authorities that callers' certificates must come from"),
    crl: z
      .string()
      .min(1)
      .optional()
      .describe(
        "PEM file with the revocation lists of all authorities; a certificate in it, or of an authority without a list, is refused",
      ),
    mode: z
      .enum(["optional", "required"])
      .describe("`required`: without a certificate there is no connection; `optional`: each API says whether it needs one"),
  })
  .transform((written) => ({ mode: written.mode, caFile: written.ca, crlFile: written.crl ?? null }));

export const listenerTls: z.ZodType<ListenerTls> = z
  .strictObject({
    cert: certFile.optional(),
    key: keyFile.optional(),
    hosts,
    ocsp,
    certificates: z
      .array(certificate)
      .min(1)
      .optional()
      .describe(
        "several certificates, chosen by the host that a client names (SNI), instead of `cert` and `key`; the first serves all others",
      ),
    acme: acme.optional().describe("order and renew certificates by ACME (RFC 8555), instead of certificates in files or beside them"),
    security: z
      .enum(["intermediate", "modern"])
      .default("intermediate")
      .describe("Mozilla's preset of versions, ciphers and curves: TLS 1.2 and 1.3, or `modern`, 1.3 alone"),
    min_version: minVersion.optional().describe("lowest TLS version accepted, where higher than the preset's"),
    client_certificates: clientCertificates.optional().describe("ask callers for certificates of their own"),
  })
  .transform((written, context): ListenerTls => {
    const report = (path: string, message: string): void =>
      void context.issues.push({ code: "custom", message, input: written, path: [path] });
    const { cert, key, certificates, security, min_version: min } = written;
    const one: z.infer<typeof certificate> = { cert: cert ?? "", key: key ?? "", hosts: written.hosts, ocsp: written.ocsp };
    if (certificates === undefined) {
      const name = (["key", "hosts", "ocsp"] as const).find((each) => written[each] !== undefined);
      if (cert === undefined && written.acme === undefined)
        report("cert", "TLS needs `cert` and `key`, or `certificates: [{ cert, key }]`, or `acme`");
      else if (cert === undefined && name !== undefined) report(name, `\`${name}\` needs its \`cert\``);
      else if (cert !== undefined && key === undefined) report("key", "`cert` needs its `key`");
    } else {
      const name = (["cert", "key", "hosts", "ocsp"] as const).find((each) => written[each] !== undefined);
      if (name !== undefined) report(name, `\`${name}\` stands beside \`certificates\`; write it within one of them`);
    }
    if (security === "modern" && min === "1.2") report("min_version", "`security: modern` is TLS 1.3 alone; `min_version` may only raise");
    const all = certificates ?? (cert === undefined ? [] : [one]);
    const listed = (each: z.infer<typeof certificate>, index: number): CertificateFiles => ({
      certFile: each.cert,
      keyFile: each.key,
      hosts: each.hosts ?? null,
      ocspFile: each.ocsp ?? null,
      at: certificates === undefined ? [] : ["certificates", index],
    });
    return {
      certificates: all.map(listed),
      acme: written.acme ?? null,
      security,
      minVersion: security === "modern" || min === "1.3" ? "TLSv1.3" : "TLSv1.2",
      clientCertificates: written.client_certificates ?? null,
    };
  });
