/** Certificates that the gateway orders by ACME (RFC 8555): from whom, for which hosts, and how it proves that they are its own. */
import { z } from "zod";
import { parseHostPattern } from "../message/host_pattern.ts";

export interface AcmeOptions {
  /** URL of the directory (RFC 8555 section 7.1.1). */
  readonly directory: string;
  readonly email: string | null;
  /** Canonical names of the DNS, each once. */
  readonly hosts: readonly string[];
  /** RFC 8555 section 8.3, or RFC 8737. */
  readonly challenge: "http-01" | "tls-alpn-01";
  readonly caFile: string | null;
}

/** Most hosts of a listener: each has a certificate of its own, and authorities bound how many they issue. */
const MAX_HOSTS = 100;
const DNS_NAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9-]*[a-z][a-z0-9-]*$/u;

const host: z.ZodType<string, string> = z.string().transform((text, context) => {
  const name = parseHostPattern(text);
  const message = text.includes("*")
    ? "a wildcard can only be proved by `dns-01`, which is not supported; name each host, or use a certificate in a file"
    : "expected the name of a host, such as `api.example.com`; addresses need a certificate in a file";
  if (name === null || !DNS_NAME.test(name)) context.issues.push({ code: "custom", message, input: text });
  return name ?? "";
});

function directoryFault(text: string): string | null {
  const url = URL.parse(text);
  if (url?.protocol !== "https:")
    return "expected the `https:` URL of an ACME directory, such as `https://acme-v02.api.letsencrypt.org/directory`";
  return url.username + url.password + url.hash === "" ? null : "the URL of a directory has no user, password or fragment";
}

const directory = z.string().superRefine((text, context) => {
  const message = directoryFault(text);
  if (message !== null) context.addIssue({ code: "custom", message });
});

export const acme: z.ZodType<AcmeOptions> = z
  .strictObject({
    directory: directory.describe("URL of the authority's ACME directory; `https:` alone"),
    email: z.email().optional().describe("where the authority writes to about the account"),
    hosts: z
      .array(host)
      .min(1)
      .max(MAX_HOSTS)
      .refine((hosts) => new Set(hosts).size === hosts.length, "a host stands twice; leave one out")
      .describe("hosts to have certificates for, one certificate each; no wildcards"),
    challenge: z
      .enum(["http-01", "tls-alpn-01"])
      .describe(
        "how it is proved that the hosts are ours: `http-01` on a listener without TLS that their port 80 leads to, `tls-alpn-01` on this one at their port 443",
      ),
    ca: z.string().min(1).optional().describe("PEM file of the authorities to trust for the directory itself, instead of the public ones"),
    terms_agreed: z.literal(true).describe("that you agree to the authority's terms of service"),
  })
  .transform((written) => ({
    directory: written.directory,
    email: written.email ?? null,
    hosts: written.hosts,
    challenge: written.challenge,
    caFile: written.ca ?? null,
  }));
