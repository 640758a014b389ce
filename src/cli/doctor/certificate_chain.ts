/** What is wrong with a chain of certificates as clients will see it, and when it ends. */
import { type KeyObject, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { type Diagnosis, failure, ok, warning } from "./doctor_check.ts";

const DAY_MS = 86_400_000;
/** Days before the end at which somebody should act; for short-lived ones a third of their time. */
const SOON_DAYS = 21;
const LEAST_RSA_BITS = 2_048;

/** Every certificate of a PEM text in its order; null when one of them can't be read or there is none. */
export function parseChain(pem: string): readonly X509Certificate[] | null {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/gu) ?? [];
  try {
    const chain = blocks.map((block) => new X509Certificate(block));
    return chain.length === 0 ? null : chain;
  } catch {
    return null;
  }
}

/** The time of one certificate. `named` begins the sentence. */
export function judgeValidity(named: string, certificate: X509Certificate, nowMs: number): Diagnosis {
  const from = certificate.validFromDate.getTime();
  const until = certificate.validToDate.getTime();
  const day = certificate.validToDate.toISOString().slice(0, 10);
  if (nowMs > until) return failure(`${named} ended on ${day}`, "renew it");
  if (nowMs < from)
    return failure(`${named} is not valid before ${certificate.validFromDate.toISOString()}`, "set the clock, or wait until then");
  const days = Math.floor((until - nowMs) / DAY_MS);
  const left = `${days} day${days === 1 ? "" : "s"} left, until ${day}`;
  const soon = Math.min(SOON_DAYS * DAY_MS, (until - from) / 3);
  return until - nowMs < soon
    ? warning(`${named}: ${left}`, "renew it; a changed file is taken over by a reload")
    : ok(`${named}: ${left}`);
}

/** Whether the certificate's subject alternative names have the host, a name or an IP address. */
export function namesHost(leaf: X509Certificate, host: string): boolean {
  const address = host.replace(/^\[|\]$/gu, "");
  return (isIP(address) === 0 ? leaf.checkHost(host) : leaf.checkIP(address)) !== undefined;
}

/** A chain that is shown, with its key and the names that a server is asked for (null: a client's, whose names nobody compares). One diagnosis for each fault, one that it is well where there is none. */
export function judgeChain(
  named: string,
  chain: readonly X509Certificate[],
  key: KeyObject,
  hosts: readonly string[] | null,
  nowMs: number,
): readonly Diagnosis[] {
  const [leaf, ...above] = chain;
  if (leaf === undefined) return [failure(`${named}: no certificate`, "write the chain in PEM, the server's own first")];
  const faults: Diagnosis[] = [];
  if (!leaf.checkPrivateKey(key))
    faults.push(
      failure(
        `${named}: the key is not that of the first certificate`,
        "write the server's own certificate first, and the key made with it",
      ),
    );
  for (const [index, issuer] of above.entries()) {
    const subject = chain[index];
    if (subject !== undefined && !(subject.checkIssued(issuer) && subject.verify(issuer.publicKey)))
      faults.push(
        failure(
          `${named}: certificate ${index + 2} did not issue certificate ${index + 1}`,
          "order the chain: each is followed by its issuer",
        ),
      );
  }
  const names = leaf.subjectAltName ?? "";
  if (names === "" && hosts !== null)
    faults.push(failure(`${named} has no subject alternative name; clients refuse it`, "have it issued with its names"));
  const missing = (hosts ?? []).filter((host) => !namesHost(leaf, host));
  if (missing.length > 0 && names !== "")
    faults.push(
      warning(`${named} does not name ${missing.map((host) => `\`${host}\``).join(", ")}`, "have it issued for every name of `hosts`"),
    );
  const bits = leaf.publicKey.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < LEAST_RSA_BITS)
    faults.push(
      failure(`${named} has an RSA key of ${bits} bits`, `have it issued with ${LEAST_RSA_BITS} or more, or for an elliptic curve`),
    );
  const times = chain.map((certificate, index) =>
    judgeValidity(index === 0 ? named : `${named}, certificate ${index + 1}`, certificate, nowMs),
  );
  const shown = times.filter(({ level }, index) => index === 0 || level !== "ok");
  const [first, ...others] = shown;
  if (first === undefined || faults.length > 0 || first.level !== "ok") return [...faults, ...shown];
  return [hosts === null ? first : ok(`${first.what}; for ${shortNames(names)}`), ...others];
}

function shortNames(names: string): string {
  const list = names.split(", ").map((name) => name.replace(/^(?:DNS|IP Address):/u, ""));
  return list.length > 5 ? `${list.slice(0, 5).join(", ")} and ${list.length - 5} more` : list.join(", ");
}
