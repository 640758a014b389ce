/** Certificates: each chain can be read, belongs to its key, names its hosts, and is valid for a while yet. */
import type { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parsePrivateKey } from "../../../adapters/pem.ts";
import { reasonOf } from "../../../adapters/read_config_file.ts";
import { matchHost } from "../../../message/host_pattern.ts";
import { judgeChain, judgeValidity, namesHost, parseChain } from "../certificate_chain.ts";
import { type Diagnosis, type DoctorCheck, type DoctorContext, failure, ok, warning } from "../doctor_check.ts";
import { type AuthorityFile, authorityFilesOf, servedHostsOf, type ShownCertificate, shownCertificatesOf } from "../subjects.ts";

export const certificates: DoctorCheck = {
  name: "certificates",
  summary: "certificates and keys: chain, key, names, days left",
  withinMs: 5_000,
  run: async (context) => {
    const nowMs = context.nowMs();
    const shown = shownCertificatesOf(context).map((each) => judgeShown(each, nowMs));
    const trusted = authorityFilesOf(context).map((each) => judgeAuthorities(each, nowMs));
    const diagnoses = (await Promise.all([...shown, ...trusted, judgeHosts(context)])).flat();
    return diagnoses.length > 0 ? diagnoses : [ok("no certificate is configured")];
  },
};

async function judgeShown({ key, certFile, keyFile, hosts }: ShownCertificate, nowMs: number): Promise<readonly Diagnosis[]> {
  const cert = await textOf(certFile);
  if (!cert.ok)
    return [failure(`${key}: \`${certFile}\` can't be read (${cert.reason})`, "name the file, and let the gateway's user read it")];
  const chain = parseChain(cert.text);
  if (chain === null)
    return [failure(`${key}: \`${certFile}\` holds no readable certificates`, "write the chain in PEM, the server's own first")];
  const secret = await textOf(keyFile);
  if (!secret.ok)
    return [failure(`${key}: \`${keyFile}\` can't be read (${secret.reason})`, "name the file, and let the gateway's user read it")];
  const parsed = parsePrivateKey(secret.text);
  if (parsed === null)
    return [failure(`${key}: \`${keyFile}\` holds no private key in PEM without a passphrase`, "write the key without one")];
  return judgeChain(`${key} \`${certFile}\``, chain, parsed, hosts, nowMs);
}

/** Hosts of APIs that no certificate serves, where listeners have several; a single one is held against all hosts by `judgeShown`. */
async function judgeHosts(context: DoctorContext): Promise<readonly Diagnosis[]> {
  const served = servedHostsOf(context);
  if (served === null) return [];
  const leaves = await Promise.all(
    served.certificates.map(async ({ certFile, patterns }) => ({ patterns, leaf: patterns === null ? await leafOf(certFile) : null })),
  );
  // A file that can't be read is told already, and nobody knows what it would name.
  if (leaves.some(({ patterns, leaf }) => patterns === null && leaf === null)) return [];
  const names = (host: string): boolean =>
    leaves.some(({ patterns, leaf }) =>
      patterns === null ? leaf !== null && namesHost(leaf, host) : matchHost(new Set(patterns), host) !== null,
    );
  return served.hosts
    .filter((host) => !names(host))
    .map((host) =>
      warning(
        `no certificate names \`${host}\`; over TLS it is answered 421`,
        "add one that names it, or write it in a certificate's `hosts`",
      ),
    );
}

async function leafOf(file: string): Promise<X509Certificate | null> {
  const read = await textOf(file);
  return read.ok ? (parseChain(read.text)?.[0] ?? null) : null;
}

async function judgeAuthorities({ key, file }: AuthorityFile, nowMs: number): Promise<readonly Diagnosis[]> {
  const read = await textOf(file);
  if (!read.ok) return [failure(`${key}: \`${file}\` can't be read (${read.reason})`, "name the file, and let the gateway's user read it")];
  const bundle = parseChain(read.text);
  if (bundle === null) return [failure(`${key}: \`${file}\` holds no readable certificates`, "write the authorities in PEM")];
  const judged = bundle.map((certificate, index) => judgeValidity(`${key} \`${file}\`, certificate ${index + 1}`, certificate, nowMs));
  const bad = judged.filter(({ level }) => level !== "ok");
  return bad.length > 0 ? bad : [ok(`${key} \`${file}\`: ${bundle.length} valid authorit${bundle.length === 1 ? "y" : "ies"}`)];
}

async function textOf(
  file: string,
): Promise<{ readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string }> {
  try {
    return { ok: true, text: await readFile(file, "utf8") };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}
