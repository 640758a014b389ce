/** Issuers: their metadata and keys can be had now, and some key fits an algorithm that is allowed. */
import { Agent } from "undici";
import { LOAD_TIMEOUT_MS, loadKeys } from "../../../adapters/issuer_keys/load_keys.ts";
import { SYSTEM_DEPS } from "../../../adapters/system_deps.ts";
import { NODE_SIGNATURES } from "../../../adapters/token_crypto.ts";
import type { IssuerOptions } from "../../../authn/auth_options.ts";
import { type Diagnosis, type DoctorCheck, failure, ok, warning } from "../doctor_check.ts";
import { issuersOf } from "../subjects.ts";

export const issuer: DoctorCheck = {
  name: "issuer",
  summary: "issuers: metadata and keys can be fetched, and their algorithms are allowed",
  withinMs: LOAD_TIMEOUT_MS + 1_000,
  run: async (context) => {
    const issuers = issuersOf(context);
    if (issuers.length === 0) return [ok("no issuer is configured")];
    const agent = new Agent({ connections: 2, connect: { timeout: LOAD_TIMEOUT_MS } });
    try {
      return (await Promise.all(issuers.map((each) => judge(each, agent)))).flat();
    } finally {
      await agent.destroy();
    }
  },
};

async function judge({ issuer: name, jwksUri, algorithms }: IssuerOptions, dispatcher: Agent): Promise<readonly Diagnosis[]> {
  const sha256 = (text: string): string => SYSTEM_DEPS.hash.sha256(text);
  const loaded = await loadKeys({ issuer: name, jwksUri, dispatcher, signatures: NODE_SIGNATURES, sha256 });
  if (!loaded.ok)
    return [
      failure(
        `the keys of \`${name}\` can't be had: ${loaded.reason}`,
        "until they can, callers with its tokens get 503; check address, name server and firewall",
      ),
    ];
  const { keys, refused } = loaded.keys;
  const published = [...new Set(keys.flatMap((key) => key.algorithms.map((algorithm) => algorithm.name)))];
  const usable = published.filter((algorithm) => algorithms.includes(algorithm));
  const left = [...refused].map(([id, reason]) =>
    warning(
      `\`${name}\`: the key \`${shownId(id)}\` may not verify tokens: ${reason}`,
      "tell whoever runs the issuer, if tokens are signed with it",
    ),
  );
  if (usable.length === 0)
    return [
      failure(
        `\`${name}\` has keys for ${published.join(", ")}, none of which is in \`algorithms\``,
        "allow one of these, if you trust it",
      ),
      ...left,
    ];
  return [ok(`\`${name}\`: ${keys.length} key${keys.length === 1 ? "" : "s"} for ${usable.join(", ")}`), ...left];
}

/** An id comes from the network. */
const shownId = (id: string): string => id.slice(0, 80).replaceAll(/[^\u0021-\u005f\u0061-\u007e]/gu, "?");
