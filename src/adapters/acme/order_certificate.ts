/** One order (RFC 8555 section 7.4): account, order, proof of the host, key and request, certificate. The library speaks the protocol; the waiting is ours, so that it ends. */
import { setTimeout as pause } from "node:timers/promises";
import acme from "acme-client";
import type { AcmeOrders } from "../listener/tls_material.ts";
import type { AcmeFolder, OrderedCertificate } from "./acme_folder.ts";
import type { Challenges } from "./challenges.ts";
import { withDirectory } from "./directory_requests.ts";
import { retryAfterMs } from "./renewal_time.ts";

export interface OrderRequest {
  readonly host: string;
  readonly acme: AcmeOrders;
  readonly folder: AcmeFolder;
  readonly challenges: Challenges;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
}

export type Ordered =
  | { readonly ok: true; readonly value: OrderedCertificate }
  /** `reason`: one line, from the authority, without secrets. `waitMs`: what it asked to wait. */
  | { readonly ok: false; readonly reason: string; readonly waitMs: number };

/** How long an order may take in all. */
const ORDER_MS = 180_000;
const POLL_MS = 250;
const LONGEST_POLL_MS = 5_000;
const MAX_REASON = 300;

/** Never rejects. */
export async function orderCertificate(request: OrderRequest): Promise<Ordered> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(ORDER_MS)]);
  let asked: string | null = null;
  try {
    const value = await withDirectory(request.acme.ca, signal, async (context) => {
      try {
        return await run(request, signal);
      } finally {
        asked = context.retryAfter;
      }
    });
    return { ok: true, value };
  } catch (error) {
    return { ok: false, reason: reasonOf(error), waitMs: retryAfterMs(asked, request.nowMs()) };
  }
}

async function run(
  { host, acme: { directory, email, challenge: type }, folder, challenges }: OrderRequest,
  signal: AbortSignal,
): Promise<OrderedCertificate> {
  const accountKey = await accountKeyOf(folder);
  const client = new acme.Client({ directoryUrl: directory, accountKey });
  // The account that the key has, where there is one (section 7.3.1).
  await client.createAccount({ termsOfServiceAgreed: true, ...(email === null ? {} : { contact: [`mailto:${email}`] }) });
  const order = await client.createOrder({ identifiers: [{ type: "dns", value: host }] });
  for (const authorization of await client.getAuthorizations(order)) {
    if (authorization.status === "valid") continue;
    const { value } = authorization.identifier;
    if (value !== host) throw new Error("the authority asks for proof of a host that was not ordered");
    const challenge = authorization.challenges.find((each) => each.type === type);
    if (challenge === undefined) throw new Error(`the authority does not offer \`${type}\``);
    const proof = await client.getChallengeKeyAuthorization(challenge);
    using _shown =
      type === "http-01"
        ? challenges.showToken(host, challenge.token, proof)
        : challenges.showCertificate(host, await validationCertificate(authorization, proof));
    await challenges.ready();
    await client.completeChallenge(challenge);
    await until(signal, async () => {
      const [now] = (await client.getAuthorizations(order)).filter(({ identifier }) => identifier.value === host);
      if (now?.status === "valid") return true;
      if (now?.status === "pending") return false;
      throw new Error(detailOf(now?.challenges) ?? `the authorization is \`${now?.status ?? "gone"}\``);
    });
  }
  const key = await newKey();
  const [, csr] = await acme.crypto.createCsr({ altNames: [host] }, key);
  let current = order;
  await until(signal, async () => ((current = await client.getOrder(current)), current.status !== "pending"));
  current = await client.finalizeOrder(current, csr);
  await until(signal, async () => {
    if (current.status === "valid") return true;
    if (current.status === "invalid") throw new Error("the authority refused the order");
    current = await client.getOrder(current);
    return current.status === "valid";
  });
  return { key, chain: await client.getCertificate(current) };
}

async function accountKeyOf(folder: AcmeFolder): Promise<string> {
  const kept = folder.accountKey();
  if (kept !== null) return kept;
  const made = await newKey();
  folder.keepAccountKey(made);
  return made;
}

/** Self-signed, with the digest of the proof in `acmeIdentifier` (RFC 8737 section 3). */
async function validationCertificate(
  authorization: acme.Authorization,
  proof: string,
): Promise<{ readonly cert: string; readonly key: string }> {
  const [key, cert] = await acme.crypto.createAlpnCertificate(authorization, proof, await newKey());
  return { cert: cert.toString(), key: key.toString() };
}

/** What the authority says is wrong with the proof, null where it says nothing. */
function detailOf(challenges: acme.Authorization["challenges"] | undefined): string | null {
  for (const each of challenges ?? []) {
    if ("error" in each && typeof each.error === "object" && each.error !== null && "detail" in each.error)
      return String(each.error.detail);
  }
  return null;
}

/** One line of bounded length: it may come from the authority. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message || ("code" in error ? String(error.code) : error.name) : String(error);
  return message.replaceAll(/[^\u0020-\u007e\u00a0-\ud7ff]+/gu, " ").slice(0, MAX_REASON);
}

async function newKey(): Promise<string> {
  return (await acme.crypto.createPrivateEcdsaKey("P-256")).toString();
}

async function until(signal: AbortSignal, holds: () => Promise<boolean>): Promise<void> {
  let delayMs = POLL_MS;
  while (!(await holds())) {
    await pause(delayMs, undefined, { signal });
    delayMs = Math.min(delayMs * 1.5, LONGEST_POLL_MS);
  }
}
