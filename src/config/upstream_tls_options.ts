/** What an https upstream has to prove to the gateway, and what the gateway proves to it. */
import { z } from "zod";
import { parseHost } from "../message/host.ts";

export interface UpstreamTlsOptions {
  readonly serverName: string | null;
  /** Base64 of SHA-256. */
  readonly pins: readonly string[];
  readonly certFile: string | null;
  readonly keyFile: string | null;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
}

const serverName: z.ZodType<string, string> = z.string().refine((text) => {
  const host = parseHost(text);
  return !("problem" in host) && host.port === null && /[a-z]/u.test(host.name) && !host.name.startsWith("[");
}, "expected a host name such as `api.internal.example`, without port");

const PIN = /^sha256\/([A-Za-z0-9+/]{43}=)$/u;
const pin: z.ZodType<string, string> = z
  .string()
  .regex(PIN, "expected `sha256/` and the base64 of the SHA-256 of a public key (SubjectPublicKeyInfo), 44 characters")
  .transform((text) => PIN.exec(text)?.[1] ?? "");

export const upstreamTls: z.ZodType<UpstreamTlsOptions> = z
  .strictObject({
    server_name: serverName.optional().describe("name asked for (SNI) and expected in the certificate, instead of the URL's"),
    pins: z
      .array(pin)
      .default([])
      .describe(
        "public keys, one of which the server's own certificate must have: `sha256/` and base64 of the SHA-256 of its SubjectPublicKeyInfo",
      ),
    cert: z.string().min(1).optional().describe("PEM file of the certificate to show to the upstream, with its chain"),
    key: z.string().min(1).optional().describe("PEM file of that certificate's private key"),
    min_version: z.enum(["1.2", "1.3"]).default("1.2").describe("lowest TLS version accepted"),
  })
  .check((context) => {
    const { cert, key } = context.value;
    if ((cert === undefined) !== (key === undefined))
      context.issues.push({
        code: "custom",
        message: "`cert` and `key` belong together",
        input: context.value,
        path: [cert === undefined ? "key" : "cert"],
      });
  })
  .transform((written) => ({
    serverName: written.server_name ?? null,
    pins: written.pins,
    certFile: written.cert ?? null,
    keyFile: written.key ?? null,
    minVersion: `TLSv${written.min_version}` as const,
  }));

export const NO_TLS: UpstreamTlsOptions = { serverName: null, pins: [], certFile: null, keyFile: null, minVersion: "TLSv1.2" };
